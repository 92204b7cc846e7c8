import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSource } from '../../../native/process/open-source.ts'
import { measureDependence, requireCausal } from '../../../native/source/causality.ts'
import type { LogitSource } from '../../../native/source/logit-source.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { putTogether, takeApart, withMetadata } from '../../engine/fixtures/edit-gguf.ts'
import { demoModel } from './source-behaviour.ts'
import { jamba, mamba, rwkv7, slidingWindow } from './tiny-architectures.ts'

const settings = { gpu: 'off', threads: 1, longestText: 99 } as const
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-causality-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plain = (): Uint8Array => readFileSync(demoModel('moss'))
/** The same weights, each token of a text seeing those after it. */
const notCausal = (): Uint8Array =>
  withMetadata(plain(), [{ key: 'llama.attention.causal', type: 7, value: new Uint8Array([0]) }])
const zeros = (): Uint8Array => {
  const { entries, tensors } = takeApart(plain())
  return putTogether({
    entries,
    tensors: tensors.map((tensor) => ({ ...tensor, data: new Uint8Array(tensor.data.length) })),
  })
}
const fileOf = (name: string, content: Uint8Array): string => {
  const file = join(folder, `${name}.gguf`)
  writeFileSync(file, content)
  return file
}

describe.each<[string, (file: string) => Promise<LogitSource>]>([
  ['direct', async (file) => (await openDirectSource(file, settings)).source],
  ['public', (file) => openPublicSource(file, settings)],
])('the %s source', (_, open) => {
  const look = async <Result>(file: string, use: (source: LogitSource) => Promise<Result>): Promise<Result> => {
    const source = await open(file)
    try {
      return await use(source)
    } finally {
      await source.close()
    }
  }

  test.each([
    ['llama', plain],
    ['recurrent', mamba],
    ['recurrent, RWKV', rwkv7],
    ['hybrid', jamba],
    ['sliding window', slidingWindow],
  ])('finds that scores of a causal model do not depend on later text: %s', async (name, write) => {
    const file = fileOf(name, write())
    const { difference, constant } = await look(file, measureDependence)
    expect(difference).toBeLessThan(1e-6)
    expect(constant).toBe(false)
    await look(file, requireCausal)
  })

  test('leaves quantized weights alone', async () => {
    expect((await look(demoModel('oak-Q4_0'), measureDependence)).difference).toBeLessThan(1e-6)
    await look(demoModel('oak-Q4_0'), requireCausal)
  })

  test('refuses attention that is not causal', async () => {
    await expect(look(fileOf('not-causal', notCausal()), requireCausal)).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringMatching(/change by \d\.\d+ nats when other text is appended.*not causal/),
    })
  })

  test('refuses weights that are all zero', async () => {
    await expect(look(fileOf('zeros', zeros()), requireCausal)).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringMatching(/same after different texts: the weights are all zero or constant/),
    })
  })
})

test.each([
  ['auto', 'not-causal', notCausal, /not causal/],
  ['public', 'not-causal', notCausal, /not causal/],
  ['auto', 'zeros', zeros, /all zero/],
] as const)('a model is refused while it is opened (%s): %s', async (source, name, write, message) => {
  await expect(openSource(fileOf(name, write()), { ...settings, source }, {})).rejects.toMatchObject({
    failure: 'refused',
    stage: 'load',
    message: expect.stringMatching(message),
  })
})

test('a source whose scores depend on what it evaluated before is refused; scores that are not finite are left alone', async () => {
  const drifting = (step: number, backend = 'cpu'): LogitSource => {
    let opened = 0
    return {
      ...({ environment: { backend } } as LogitSource),
      contextTokens: 64,
      tokenize: (text) => [...text].map((_, at) => at),
      open: async ([text], receive) => {
        const known = new Float64Array(text!.tokens.length - 1).fill(-2 + step * opened)
        opened += 1
        receive(text!, known, { scores: new Float32Array([opened, 0]), logNormaliser: 0 })
      },
      release: () => undefined,
    }
  }
  await expect(requireCausal(drifting(0.01))).rejects.toThrow(/change by 0\.010 nats.*does not compute it right/)
  await requireCausal(drifting(0.0001))
  await requireCausal(drifting(Number.NaN))
  await requireCausal(drifting(0.01, 'cuda'))
  await expect(requireCausal(drifting(0.5, 'cuda'))).rejects.toThrow(/change by 0\.50 nats/)
})

describe('a vocabulary that does not know the letters of the sample', () => {
  /** The sample as these tokens; scores depend on the last token, and on the one after each where it looks ahead. */
  const source = (sample: readonly number[], looksAhead: boolean): LogitSource => ({
    ...({ environment: { backend: 'cpu' } } as LogitSource),
    vocabulary: { size: 5, kind: (token: number) => (token === 0 ? 'control' : 'text') } as LogitSource['vocabulary'],
    contextTokens: 64,
    tokenize: () => [...sample],
    open: async ([text], receive) => {
      const { tokens } = text!
      const known = Float64Array.from(tokens.slice(1), (token, at) => -token - (looksAhead ? (tokens[at + 2] ?? 0) : 0))
      receive(text!, known, { scores: new Float32Array([tokens.at(-1)!, 0]), logNormaliser: 0 })
    },
    release: () => undefined,
  })
  const unknown = Array.from({ length: 40 }, () => 3)

  test.each([
    ['one token over and over', unknown],
    ['one token', [3]],
    ['none', []],
  ])('is tried with its own tokens: %s', async (_, sample) => {
    await requireCausal(source(sample, false))
    await expect(requireCausal(source(sample, true))).rejects.toThrow(/not causal/)
  })
})
