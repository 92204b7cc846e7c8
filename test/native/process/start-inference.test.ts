import { afterEach, describe, expect, test } from 'vitest'
import type { ItemResult } from '../../../core/benchmark/choice-score.ts'
import { type Inference, InferenceError } from '../../../native/process/inference.ts'
import { type InferenceOptions, startInference } from '../../../native/process/start-inference.ts'
import { defaultProbeSettings } from '../../../core/population/probe-settings.ts'
import { itemsPerBlock } from '../../../native/scoring/item-blocks.ts'

const entry = new URL('./fake-child.ts', import.meta.url)
const started: Inference[] = []

async function start(mode = 'greet', options: InferenceOptions = {}): Promise<Inference> {
  process.env['FAKE_CHILD'] = mode
  const inference = await startInference({ entry, ...options })
  started.push(inference)
  return inference
}

afterEach(async () => {
  delete process.env['FAKE_CHILD']
  await Promise.all(started.splice(0).map((inference) => inference.close()))
})

const failure = async (promise: Promise<unknown>): Promise<InferenceError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(InferenceError)
  return error as InferenceError
}

const genes = (...texts: string[]) => texts.map((text, index) => ({ index: index + 10, text }))
const probe = (inference: Inference, texts: string[], more: { signal?: AbortSignal; silence?: number } = {}) => {
  const done: number[] = []
  const promise = inference.probe(genes(...texts), defaultProbeSettings, {
    onGene: (index) => done.push(index),
    ...more,
  })
  return { done, promise }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('handshake', () => {
  test('a process that ends at once', async () => {
    const error = await failure(start('exit'))
    expect(error).toMatchObject({ failure: 'crashed', stage: 'start', stderr: ['cannot start'], genes: [] })
    expect(error.message).toBe('the inference process ended with exit code 3')
  })

  test('a silent process is ended', async () => {
    const error = await failure(start('mute', { handshake: 300 }))
    expect(error).toMatchObject({ failure: 'silent', stage: 'start' })
    expect(error.message).toContain('within 300 ms')
  })

  test('another protocol version, or none', async () => {
    const other = await failure(start('other version'))
    expect(other).toMatchObject({ failure: 'protocol', stage: 'start' })
    expect(other.message).toBe('expected version 5 of the inference protocol, found 99 (future)')
    expect(await failure(start('junk'))).toMatchObject({ failure: 'protocol', stage: 'start' })
  })

  test('an entry that does not exist', async () => {
    const error = await failure(startInference({ entry: new URL('./no-such-child.ts', import.meta.url) }))
    expect(error).toMatchObject({ failure: 'crashed', stage: 'start' })
    expect(error.stderr.join('\n')).toContain('no-such-child')
  })
})

describe('load', () => {
  test('answers with the model, reports progress, starts Node without options of the parent', async () => {
    process.env['NODE_OPTIONS'] = '--no-warnings'
    try {
      const inference = await start()
      const fractions: number[] = []
      const model = await inference.load(
        'answer',
        { gpu: 'off' },
        { onProgress: (fraction) => fractions.push(fraction) },
      )
      expect(model).toMatchObject({
        trainContextTokens: 10,
        vocabularySize: 20,
        environment: { source: 'fake', system: 'clean' },
      })
      expect(fractions).toEqual([0.5])
    } finally {
      delete process.env['NODE_OPTIONS']
    }
  })

  test('a refusal leaves the process usable', async () => {
    const inference = await start()
    const error = await failure(inference.load('refuse', { gpu: 'off' }))
    expect(error).toMatchObject({ failure: 'corrupt-file', stage: 'load', message: 'expected GGUF, found PK' })
    expect(await inference.load('answer', { gpu: 'off' })).toMatchObject({ vocabularySize: 20 })
  })

  test('an abort of the native code', async () => {
    const inference = await start()
    const error = await failure(inference.load('assert', { gpu: 'off' }))
    expect(error).toMatchObject({ failure: 'assertion', stage: 'load' })
    expect(error.message).toMatch(/ended by SIGABRT while loading the model/)
    expect(error.stderr).toContain('ggml.c:12: GGML_ASSERT(tensor->ne[0] > 0) failed')
    await inference.exited
    expect(await failure(inference.load('answer', { gpu: 'off' }))).toMatchObject({
      failure: 'assertion',
      stage: 'load',
    })
  })

  test('silence', async () => {
    const inference = await start()
    const error = await failure(inference.load('hang', { gpu: 'off' }, { silence: 300 }))
    expect(error).toMatchObject({ failure: 'silent', stage: 'load' })
    await inference.exited
    expect(alive(inference.pid)).toBe(false)
  })

  test.each(['junk', 'strange', 'other request', 'infinite'])('%s is a breach of the protocol', async (path) => {
    const inference = await start()
    expect(await failure(inference.load(path, { gpu: 'off' }))).toMatchObject({ failure: 'protocol', stage: 'load' })
    await inference.exited
  })
})

describe('probe', () => {
  test('gives every gene once, those that are opened, and the progress', async () => {
    const inference = await start()
    const done: number[] = []
    const steps: unknown[] = []
    await inference.probe(genes('a', 'b'), defaultProbeSettings, {
      onOpened: (opened) => steps.push(opened),
      onGene: (index) => done.push(index),
      onProgress: (step) => steps.push(step),
    })
    expect(done).toEqual([10, 11])
    expect(steps).toEqual([[10, 11], { genes: 2, nodes: 2 }])
  })

  test('death in the middle names the genes in flight', async () => {
    const inference = await start()
    const { done, promise } = probe(inference, ['a', 'die', 'b'])
    const error = await failure(promise)
    expect(done).toEqual([10])
    expect(error).toMatchObject({ failure: 'killed', stage: 'probe', genes: [11, 12], stderr: ['last words'] })
    expect(error.message).toBe('the inference process ended by SIGKILL while probing genes 11, 12')
  })

  test('every pending call is rejected', async () => {
    const inference = await start()
    const calls = [
      probe(inference, ['hang']).promise,
      probe(inference, ['hang']).promise,
      probe(inference, ['die']).promise,
    ]
    for (const error of await Promise.all(calls.map(failure)))
      expect(error).toMatchObject({ failure: 'killed', stage: 'probe' })
  })

  test('signs of life hold off the silence, their end does not', async () => {
    const inference = await start()
    await probe(inference, ['slow'], { silence: 500 }).promise
    const error = await failure(probe(inference, ['a', 'hang'], { silence: 500 }).promise)
    expect(error).toMatchObject({ failure: 'silent', stage: 'probe', genes: [11] })
  })

  test('a gene that is refused is told of, and the others go on', async () => {
    const inference = await start()
    const done: number[] = []
    const refused: [number, InferenceError][] = []
    await inference.probe(genes('refuse', 'a'), defaultProbeSettings, {
      onGene: (index) => done.push(index),
      onRefused: (index, refusal) => refused.push([index, refusal]),
    })
    expect(done).toEqual([11])
    expect(refused).toMatchObject([[10, { failure: 'text-too-long', message: 'gene 10: too long', genes: [10] }]])
    expect(await failure(probe(inference, ['a', 'refuse']).promise)).toMatchObject({ failure: 'text-too-long' })
    const twice = inference.probe(genes('refuse twice'), defaultProbeSettings, {
      onGene: () => undefined,
      onRefused: () => undefined,
    })
    expect(await failure(twice)).toMatchObject({ failure: 'protocol', stage: 'probe' })
  })

  test.each(['twice', 'skip', 'cut', 'impossible'])(
    'a result that comes %s is a breach of the protocol',
    async (text) => {
      const inference = await start()
      expect(await failure(probe(inference, [text]).promise)).toMatchObject({ failure: 'protocol', stage: 'probe' })
    },
  )

  test('a fault of whoever takes the results rejects the call with it, and goes no further', async () => {
    const inference = await start()
    await inference.load('model.gguf', { gpu: 'off' })
    const fault = new Error('a receiver of this test')
    await expect(
      inference.probe(genes('a', 'b'), defaultProbeSettings, {
        onGene: () => {
          throw fault
        },
      }),
    ).rejects.toBe(fault)
    await expect(
      inference.probe(genes('a'), defaultProbeSettings, { onGene: () => undefined, onNoise: () => undefined }),
    ).resolves.toBeUndefined()
  })

  test('an abort rejects with its reason, the process goes on', async () => {
    const inference = await start()
    const controller = new AbortController()
    const { promise } = probe(inference, ['hang'], { signal: controller.signal })
    controller.abort()
    await expect(promise).rejects.toMatchObject({ name: 'AbortError' })
    const next = probe(inference, ['a'])
    await next.promise
    expect(next.done).toEqual([10])
    await expect(probe(inference, ['a'], { signal: AbortSignal.abort() }).promise).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})

describe('score', () => {
  const itemsOf = (...contexts: string[]) =>
    contexts.map((context, index) => ({
      index: index * itemsPerBlock,
      choices: [
        { context, continuation: ' a' },
        { context, continuation: ' b' },
      ],
    }))
  const score = (inference: Inference, contexts: string[], more: { signal?: AbortSignal; silence?: number } = {}) => {
    const done: ItemResult[] = []
    return { done, promise: inference.score(itemsOf(...contexts), { onItem: (result) => done.push(result), ...more }) }
  }

  test('gives every item once, sums taken from the tokens, over several requests', async () => {
    const inference = await start()
    const { done, promise } = score(
      inference,
      Array.from({ length: 9 }, () => 'x'),
    )
    await promise
    expect(done.map(({ index }) => index / itemsPerBlock)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    const choice = { logLikelihood: -1.25, tokens: 2, greedy: true, cutTokens: 0 }
    expect(done[0]!.choices).toEqual([choice, choice])
  })

  test.each(['twice', 'skip', 'fewer', 'empty', 'positive', 'infinite'])(
    'a result that is %s is a breach of the protocol',
    async (context) => {
      const inference = await start()
      const { done, promise } = score(inference, ['x', context])
      expect(await failure(promise)).toMatchObject({ failure: 'protocol', stage: 'score' })
      expect(done.length).toBeLessThanOrEqual(2)
    },
  )

  test('death and abort', async () => {
    const inference = await start()
    const reason = new Error('enough')
    const controller = new AbortController()
    const { done, promise } = score(inference, ['x', 'hang'], { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 100)
    await expect(promise).rejects.toBe(reason)
    expect(done).toHaveLength(1)
    const error = await failure(score(inference, ['x', 'die']).promise)
    expect(error).toMatchObject({ failure: 'killed', stage: 'score', stderr: ['last words'] })
    expect(error.message).toContain('while scoring')
  })
})

describe('close', () => {
  test('is polite, safe to repeat, and refuses what is pending and what comes later', async () => {
    const inference = await start()
    const pending = failure(probe(inference, ['hang']).promise)
    await Promise.all([inference.close(), inference.close()])
    expect(await pending).toMatchObject({ failure: 'refused', stage: 'probe' })
    expect(await failure(inference.load('answer', { gpu: 'off' }))).toMatchObject({ failure: 'refused' })
    await inference.exited
    expect(alive(inference.pid)).toBe(false)
  })

  test('a process that ignores every request to end is ended', async () => {
    const inference = await start('stubborn', { grace: 200 })
    await inference.close()
    expect(alive(inference.pid)).toBe(false)
  })
})
