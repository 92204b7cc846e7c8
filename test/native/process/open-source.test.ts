import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { agreementTexts, nextLogProbabilities, disagreement } from '../../../native/source/agreement.ts'
import { slidingWindow } from '../source/tiny-architectures.ts'
import { InferenceError } from '../../../native/process/inference.ts'
import { openSource } from '../../../native/process/open-source.ts'
import { startReference } from '../../../native/process/reference.ts'
import { withMetadata, withTokenType } from '../../engine/fixtures/edit-gguf.ts'
import { uint32Entry } from '../../engine/fixtures/gguf-writer.ts'
import { demoModel } from '../source/source-behaviour.ts'

/** Opens a demo model; `compared` tells whether the public API has read the file as well. */
async function opened(agreed: 'none' | 'same' | 'other build' | 'other precision') {
  const settings = { gpu: 'off', threads: 1, longestText: 99 } as const
  const first = await openSource(demoModel('oak'), { ...settings, source: 'public' }, {})
  const { build, backend, device, precision } = first.source.environment
  await first.source.close()
  const known = { build, backend, device, precision }
  let compared = false
  const { source } = await openSource(
    demoModel('oak'),
    {
      ...settings,
      ...(agreed === 'none'
        ? {}
        : {
            agreed: [
              agreed === 'same'
                ? known
                : agreed === 'other build'
                  ? { ...known, build: 'b1' }
                  : { ...known, precision: 'f32' },
            ],
          }),
    },
    { onLoadProgress: () => (compared = true) },
  )
  try {
    return { compared, source: source.environment.source, fallback: source.environment.fallback }
  } finally {
    await source.close()
  }
}

test.each([
  ['none', true],
  ['same', false],
  ['other build', true],
  ['other precision', true],
] as const)('earlier agreement: %s; compared with the public API: %s', async (agreed, compared) => {
  expect(await opened(agreed)).toEqual({ compared, source: 'direct', fallback: undefined })
})

describe('the process that asks the public API', () => {
  /** Opens a model; of the processes started, so many are killed at the start or while they compare. */
  async function openedAfter(kills: number, when: 'at the start' | 'comparing') {
    let started = 0
    const killed = () =>
      Promise.reject(
        new InferenceError('the process that asks the public API ended (SIGKILL)', {
          failure: 'killed',
          stage: 'load',
        }),
      )
    const { source } = await openSource(
      demoModel('oak'),
      { gpu: 'off', threads: 1, longestText: 99 },
      {},
      async (gpu, listener) => {
        started += 1
        if (started > kills) return startReference(gpu, listener)
        return when === 'at the start' ? killed() : { ...(await startReference(gpu, listener)), compare: killed }
      },
    )
    const { environment } = source
    await source.close()
    return { started, source: environment.source, fallback: environment.fallback }
  }

  test.each(['at the start', 'comparing'] as const)('is started again where it is killed %s', async (when) => {
    expect(await openedAfter(1, when)).toEqual({ started: 2, source: 'direct', fallback: undefined })
  })

  test('ends the loading where it is killed three times', async () => {
    await expect(openedAfter(3, 'comparing')).rejects.toMatchObject({
      message: 'the process that asks the public API ended (SIGKILL), 3 times in a row',
    })
  })
})

describe('a file whose BOS is no control token', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cladescope-bos-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test.each([
    ['typed as a normal one', (file: Buffer) => withTokenType(file, 1, 1)],
    ['without a type, as all tokens are', (file: Buffer) => withMetadata(file, [], ['tokenizer.ggml.token_type'])],
  ])('%s: llama.cpp puts it in front, so both sources do, and agree', async (_how, changed) => {
    const path = join(folder, 'moss.gguf')
    writeFileSync(path, changed(readFileSync(demoModel('moss'))))
    const read = async (file: string, source: 'auto' | 'public') => {
      const opened = await openSource(file, { gpu: 'off', threads: 1, longestText: 99, source }, {})
      try {
        const tokens = opened.source.tokenize('Once there was')
        const next: Float32Array[] = []
        await nextLogProbabilities(opened.source, [tokens], (one) => next.push(one), {
          lastApart: opened.source.environment.source === 'direct',
        })
        const { source: used, fallback } = opened.source.environment
        return { tokens, next, used, fallback, startToken: opened.source.startToken }
      } finally {
        await opened.source.close()
      }
    }
    const usual = await read(demoModel('moss'), 'auto')
    expect(usual.tokens[0]).toBe(1)
    for (const [source, used] of [
      ['auto', 'direct'],
      ['public', 'public'],
    ] as const) {
      const found = await read(path, source)
      expect(found).toMatchObject({ used, fallback: undefined, tokens: usual.tokens, startToken: 1 })
      expect(disagreement(usual.next, found.next).logProbability).toBeLessThan(1e-5)
    }
  })
})

describe('dequantized copies', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cladescope-copies-'))
    vi.stubEnv('CLADESCOPE_CACHE', join(folder, 'cache'))
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  const probabilitiesOf = async (path: string, precision: 'file' | 'float' | 'f32') => {
    const { source } = await openSource(path, { gpu: 'off', threads: 1, longestText: 99, precision }, {})
    try {
      const next: Float32Array[] = []
      await nextLogProbabilities(
        source,
        agreementTexts.map((text) => source.tokenize(text)),
        (one) => next.push(one),
      )
      return { environment: source.environment, next }
    } finally {
      await source.close()
    }
  }

  test('F32 gives what the file gives, from a copy that stays for the next time', async () => {
    const file = await probabilitiesOf(demoModel('oak'), 'file')
    const copied = await probabilitiesOf(demoModel('oak'), 'f32')
    expect([file.environment.precision, copied.environment.precision]).toEqual(['file', 'f32'])
    expect(copied.environment).toMatchObject({ source: 'direct', batchTokens: 512, computedTokens: 128 })
    // F32 weights make llama.cpp round nothing to 16 bits; processors with AVX-512 FP16 round nothing with F16 either.
    const { totalVariation } = disagreement(file.next, copied.next)
    expect(totalVariation).toBeLessThan(0.003)
    expect(readdirSync(join(folder, 'cache')).filter((name) => name.endsWith('.gguf'))).toEqual([
      expect.stringMatching(/^[0-9a-f]{24}-f32\.gguf$/),
    ])
  })

  test.each([
    ['weights', 1e6, 0.5, ['f32']],
    // Not where the processor lets llama.cpp keep activations as F32.
    ['activations', 0.5, 6e4, ['f32', 'f16']],
  ])('a model whose %s overflow in F16 is taken as F32', async (_what, downScale, gateScale, expected) => {
    const path = join(folder, 'large.gguf')
    writeFileSync(path, slidingWindow(downScale, gateScale))
    const { environment, next } = await probabilitiesOf(path, 'float')
    expect(expected).toContain(environment.precision)
    expect(next.every((one) => one.every((value) => Number.isFinite(value)))).toBe(true)
  })

  test('weights that do not overflow are taken as F16', async () => {
    const path = join(folder, 'small.gguf')
    writeFileSync(path, slidingWindow())
    expect((await probabilitiesOf(path, 'float')).environment.precision).toBe('f16')
  })

  test('quantized files whose data is laid out by 8 or 128 bytes give what the usual layout gives', async () => {
    const usual = await probabilitiesOf(demoModel('oak-Q4_0'), 'float')
    for (const alignment of [8, 128]) {
      const path = join(folder, `aligned-${alignment}.gguf`)
      writeFileSync(
        path,
        withMetadata(readFileSync(demoModel('oak-Q4_0')), [uint32Entry('general.alignment', alignment)]),
      )
      const { environment, next } = await probabilitiesOf(path, 'float')
      expect(environment).toMatchObject({ precision: 'f16', source: 'direct' })
      expect(disagreement(usual.next, next)).toEqual({ totalVariation: 0, logProbability: 0 })
    }
  })

  test('a copy that cannot be read is written anew the next time', async () => {
    const usual = await probabilitiesOf(demoModel('oak-Q4_0'), 'float')
    const [copy] = readdirSync(join(folder, 'cache')).filter((name) => name.endsWith('.gguf'))
    truncateSync(join(folder, 'cache', copy!), 5000)
    await expect(probabilitiesOf(demoModel('oak-Q4_0'), 'float')).rejects.toThrow()
    expect(disagreement(usual.next, (await probabilitiesOf(demoModel('oak-Q4_0'), 'float')).next).totalVariation).toBe(
      0,
    )
  })

  test('a model that memory does not hold is refused before it is loaded', async () => {
    vi.spyOn(process, 'availableMemory').mockReturnValue(100 * 2 ** 20)
    await expect(probabilitiesOf(demoModel('oak'), 'file')).rejects.toMatchObject({
      failure: 'out-of-memory',
      stage: 'load',
      message: expect.stringMatching(/^not enough memory: needs about \d+ MiB, 100 MiB available$/) as string,
    })
    vi.restoreAllMocks()
  })
})

test('limits on threads and memory hold for both sources', async () => {
  for (const source of ['auto', 'public'] as const) {
    const settings = { gpu: 'off', longestText: 99, source } as const
    const opened = await openSource(demoModel('oak'), { ...settings, limits: { threads: 1 } }, {})
    expect(opened.source.environment).toMatchObject({ threads: 1 })
    // The thread that decodes reads the scores as well.
    expect(opened.source.rowThreads).toBeUndefined()
    await opened.source.close()
    await expect(openSource(demoModel('oak'), { ...settings, limits: { memory: 2 ** 20 } }, {})).rejects.toThrow(
      'its limit is 1 MiB',
    )
  }
})
