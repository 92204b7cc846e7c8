import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { InferenceError } from '../../../native/process/inference.ts'
import { openSource } from '../../../native/process/open-source.ts'
import { type Reference, startReference } from '../../../native/process/reference.ts'
import { demoModel } from '../source/source-behaviour.ts'

const settings = { gpu: 'off', threads: 1, longestText: 99 } as const
/** Token ids of three texts. */
const texts = [[300, 301], [97], [97, 288, 300]]
const start = { tokens: [], startToken: 511 }
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-reference-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A process that runs `script` in place of the real one. */
function fake(name: string, script: string): URL {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, script)
  return pathToFileURL(file)
}

test('it tells which library is picked, gives distributions, and ends', async () => {
  const reference = await startReference('off', {})
  expect(reference.facts).toMatchObject({
    backend: 'cpu',
    library: expect.stringMatching(/^node-llama-cpp \d/) as string,
  })
  const found = await reference.compare(demoModel('oak'), texts, { ...settings, start, unmapped: false })
  expect(found).toHaveLength(3)
  for (const one of found) expect(one.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 4)
  await reference.close()
  await reference.close()
  await expect(
    reference.compare(demoModel('oak'), texts, { ...settings, start, unmapped: false }),
  ).rejects.toMatchObject({ name: 'InferenceError', stage: 'load' })
})

test('a model that it cannot load is reported, and it stays', async () => {
  const reference = await startReference('off', {})
  const bad = join(folder, 'bad.gguf')
  writeFileSync(bad, 'PK'.repeat(1000))
  await expect(reference.compare(bad, texts, { ...settings, start, unmapped: false })).rejects.toBeInstanceOf(
    InferenceError,
  )
  expect(await reference.compare(demoModel('oak'), texts, { ...settings, start, unmapped: true })).toHaveLength(3)
  await reference.close()
})

test.each([
  [
    'dies at once',
    'process.stderr.write("no such driver\\n", () => process.exit(3))',
    /ended \(exit code 3\): no such driver/,
  ],
  [
    'sends junk',
    'process.send({ type: "nonsense" }); setInterval(() => undefined, 1000)',
    /expected a message of the comparing process/,
  ],
])('a process that %s is an error in words', async (name, script, message) => {
  await expect(startReference('off', {}, { entry: fake(name, script) })).rejects.toThrow(message)
})

describe('a source is opened all the same, and says why it is the public one', () => {
  const opened = async (start: () => Promise<Reference>) => {
    const { source } = await openSource(demoModel('oak'), settings, {}, start)
    await source.close()
    return source.environment
  }

  test('where the process does not start', async () => {
    const { source, fallback } = await opened(() =>
      startReference('off', {}, { entry: fake('missing driver', 'process.exit(3)') }),
    )
    expect([source, fallback]).toEqual(['public', expect.stringContaining('exit code 3')])
  })

  test('where it ends over the model', async () => {
    const { source, fallback } = await opened(async () =>
      startReference('off', {}, { entry: fake('ended', await endingOver('process.exit(4)')) }),
    )
    expect([source, fallback]).toEqual(['public', expect.stringContaining('exit code 4')])
  })

  test('where the probabilities differ by a little more than they should', async () => {
    const { source, fallback } = await opened(async () => {
      const real = await startReference('off', {})
      const shifted = (one: Float32Array): Float32Array =>
        one.map((value, token) => (token % 2 === 0 ? value + 0.01 : value))
      return { ...real, compare: async (...asked) => (await real.compare(...asked)).map(shifted) }
    })
    expect([source, fallback]).toEqual(['public', expect.stringMatching(/^expected log-probabilities within 0\.001/)])
  })
})

/** A process that starts as the real one does and does `what` when it is to load a model. */
async function endingOver(what: string): Promise<string> {
  const real = await startReference('off', {})
  const { facts } = real
  await real.close()
  return `process.on('message', ({ type }) => {
      if (type === 'start') process.send({ type: 'runtime', facts: ${JSON.stringify(facts)} })
      else ${what}
    })
    process.send({ type: 'ready' })`
}

test('a source is not opened where the process is killed over the model: the system may have wanted its memory, and it is tried again', async () => {
  const start = async (): Promise<Reference> =>
    startReference('off', {}, { entry: fake('killed', await endingOver(`process.kill(process.pid, 'SIGKILL')`)) })
  await expect(openSource(demoModel('oak'), settings, {}, start)).rejects.toThrow('SIGKILL')
})

test('a source is not opened where the probabilities are those of another model: which numbers are right, nobody knows', async () => {
  const start = async (): Promise<Reference> => {
    const real = await startReference('off', {})
    return { ...real, compare: (_path, ...asked) => real.compare(demoModel('oak-tales'), ...asked) }
  }
  await expect(openSource(demoModel('oak'), settings, {}, start)).rejects.toMatchObject({
    failure: 'failed',
    stage: 'load',
    message: expect.stringMatching(
      /contradict each other on the same tokens: expected log-probabilities within 0\.001 .* found a difference of \d/,
    ) as string,
  })
})
