import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]) => runCli(folder.path, 'models', ...argumentsGiven)
async function families(): Promise<Record<string, string>> {
  const { models } = JSON.parse((await run('list', '--json')).stdout) as {
    models: { name: string; family: string; familySource: string }[]
  }
  return Object.fromEntries(models.map(({ name, family, familySource }) => [name, `${family}, ${familySource}`]))
}

let before: Record<string, string>
beforeAll(async () => {
  const paths = ['oak', 'oak-tales', 'moss'].map((name) =>
    fileURLToPath(new URL(`../../models/demo/${name}.gguf`, import.meta.url)),
  )
  expect((await run('add', ...paths)).code).toBe(0)
  before = await families()
})

describe('models set-family', () => {
  test('states the family of models by name or id, once each, and says what it is read from', async () => {
    const { code, stdout } = await run('set-family', 'moss', 'oak', 'moss', '--family', ' Trees ', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout).models).toEqual([
      { id: expect.any(String), name: 'moss', family: 'Trees', familySource: 'stated' },
      { id: expect.any(String), name: 'oak', family: 'Trees', familySource: 'stated' },
    ])
    expect((await run('list')).stdout).toMatch(/moss .*Trees \(stated\)/)
  })

  test('writes what cannot be seen in a family as an escape', async () => {
    await run('set-family', 'oak', '--family', 'oak\u202e')
    expect((await families())['oak']).toBe('oak\\u{202e}, stated')
  })

  test('takes back what was stated: all is as it was', async () => {
    await run('set-family', 'oak', 'moss', '--family', 'x')
    expect((await run('set-family', 'oak', 'moss', '--clear')).code).toBe(0)
    expect(await families()).toEqual(before)
  })

  test.each([
    ['neither a family nor --clear', ['oak'], 2, 'expected --family NAME or --clear, found neither'],
    ['both', ['oak', '--family', 'x', '--clear'], 2, 'cannot be used with'],
    ['an empty family', ['oak', '--family', ' '], 2, 'expected a name, found an empty text'],
    ['an unknown model: nothing is stated of the others', ['oak', 'oek', '--family', 'x'], 1, 'oak'],
  ])('refuses %s', async (_, argumentsGiven, code, message) => {
    const result = await run('set-family', ...argumentsGiven)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(message)
    expect(await families()).toEqual(before)
  })
})
