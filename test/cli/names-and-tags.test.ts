import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]) => runCli(folder.path, 'models', ...argumentsGiven)

interface Listed {
  readonly name: string
  readonly tags: readonly string[]
}

async function listed(...options: string[]): Promise<readonly Listed[]> {
  const { models } = JSON.parse((await run('list', '--json', ...options)).stdout) as { models: Listed[] }
  return models.map(({ name, tags }) => ({ name, tags }))
}

beforeAll(async () => {
  const paths = ['oak', 'oak-tales', 'moss'].map((name) =>
    fileURLToPath(new URL(`../../models/demo/${name}.gguf`, import.meta.url)),
  )
  expect((await run('add', ...paths)).code).toBe(0)
})

describe('models rename', () => {
  test('gives a model another name; file and former names still mean it', async () => {
    const { code, stdout } = await run('rename', 'oak-tales', ' Stories ', '--json')
    expect(code).toBe(0)
    const { id, ...names } = JSON.parse(stdout) as { id: string; from: string; name: string }
    expect(names).toEqual({ from: 'oak-tales', name: 'Stories' })
    for (const argument of ['Stories', 'oak-tales', id]) {
      const shown = JSON.parse((await run('show', argument, '--json')).stdout) as { model: Record<string, unknown> }
      expect(shown.model).toMatchObject({ id, name: 'Stories', firstName: 'oak-tales', declaredName: 'oak-tales' })
    }
    expect((await run('rename', 'Stories', 'oak-tales')).stdout).toBe('Stories is named oak-tales\n')
    const again = JSON.parse((await run('show', 'oak-tales', '--json')).stdout) as { model: Record<string, unknown> }
    expect(again.model).toMatchObject({ name: 'oak-tales', firstName: null })
  })

  test.each([
    ['a name that another model has', ['oak', 'moss'], 1, 'Another model in the library is named "moss"'],
    ['an empty name', ['oak', ' '], 2, 'expected a name, found an empty text'],
    ['an unknown model', ['oek', 'x'], 1, "no model 'oek'"],
  ])('refuses %s', async (_, argumentsGiven, code, message) => {
    const result = await run('rename', ...argumentsGiven)
    expect(result).toMatchObject({ code, stdout: '' })
    expect(result.stderr).toContain(message)
    expect((await listed()).map(({ name }) => name)).toEqual(['moss', 'oak', 'oak-tales'])
  })
})

describe('models tag and untag', () => {
  test('put a tag on models and take it away, and the list is filtered by tags', async () => {
    expect((await run('tag', 'Small', 'oak', 'moss')).code).toBe(0)
    // In whatever case, it is one tag.
    const { stdout } = await run('tag', 'small', 'oak-tales', 'oak', '--json')
    expect(JSON.parse(stdout).models).toEqual([
      { id: expect.any(String), name: 'oak-tales', tags: ['Small'] },
      { id: expect.any(String), name: 'oak', tags: ['Small'] },
    ])
    await run('tag', 'to keep', 'oak')
    expect(await listed('--tag', 'SMALL')).toHaveLength(3)
    expect(await listed('--tag', 'small', 'to keep')).toEqual([{ name: 'oak', tags: ['Small', 'to keep'] }])
    expect((await run('list')).stdout).toMatch(/oak .*Small, to keep/)
    expect((await run('untag', 'small', 'oak', 'moss')).code).toBe(0)
    expect(await listed('--tag', 'small')).toEqual([{ name: 'oak-tales', tags: ['Small'] }])
    expect((await run('list', '--tag', 'none')).stdout).toBe('none of 3 models fits\n')
  })

  test('refuse an empty tag and an unknown model, and tag none of the others', async () => {
    expect((await run('tag', ' ', 'oak')).stderr).toContain('expected a tag, found an empty text')
    expect((await run('tag', 'new', 'oak', 'oek')).code).toBe(1)
    expect(await listed('--tag', 'new')).toEqual([])
  })
})
