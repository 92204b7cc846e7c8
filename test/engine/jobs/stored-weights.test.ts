import { expect, test } from 'vitest'
import { Death, fakeInference } from '../fixtures/fake-inference.ts'
import { tinyEntries, tinyModel } from '../fixtures/gguf-writer.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'

/** Q4_0 [32, 4] and F32 [8]. */
const quantized = tinyModel({
  entries: tinyEntries,
  tensors: [
    { name: 'token_embd.weight', dimensions: [32, 4], type: 2, offset: 0 },
    { name: 'output_norm.weight', dimensions: [8], type: 0, offset: 96 },
  ],
  data: 128,
})
const freeSpace = () => ({ memory: 2 ** 40, disk: 2 ** 40 })
const reason = 'the inference process ended by SIGABRT while loading the model'

test('where the dequantized copy cannot be loaded, the weights as stored are evaluated, and their results say why', async () => {
  const { start, log } = fakeInference({
    load: (_path, process) => {
      if (process === 1) throw new Death('assertion', reason)
    },
  })
  const { engine, request } = await setUp({ startInference: start, freeSpace, files: { 'one.gguf': quantized } })
  const { jobs } = await engine.call('probes.start', request)
  expect(jobs).toMatchObject([{ load: { precision: 'float' }, precisionReason: 'memory and disk allow it' }])
  const state = await queueUntil(engine, allOver)
  expect(log.loads.map(({ settings }) => settings.precision)).toEqual(['float', 'file'])
  expect(state.jobs).toMatchObject([
    {
      state: 'done',
      done: 5,
      load: { precision: 'file' },
      precisionReason: `its dequantized weights could not be used: ${reason}`,
    },
  ])
  const [probe] = await engine.call('probes.list', {})
  expect(probe).toMatchObject({ precision: 'file', complete: true, environments: [{ precisionFallback: reason }] })
  await engine.close()
})

test('a precision that was asked for is not replaced', async () => {
  const { start, log } = fakeInference({
    load: () => {
      throw new Death('assertion', reason)
    },
  })
  const { engine, request } = await setUp({ startInference: start, freeSpace, files: { 'one.gguf': quantized } })
  await engine.call('probes.start', { ...request, load: { gpu: 'off', precision: 'float' } })
  const state = await queueUntil(engine, allOver)
  expect(log.loads.map(({ settings }) => settings.precision)).toEqual(['float'])
  expect(state.jobs).toMatchObject([{ state: 'failed', failure: { message: reason } }])
  await engine.close()
})

test('what has results in one precision is not begun anew in another', async () => {
  let refuses = false
  const { start, log } = fakeInference({
    load: () => {
      if (refuses) throw new Death('failed', reason)
    },
    gene: (gene) => {
      if (gene.index === 32 && !refuses) {
        refuses = true
        throw new Death('killed')
      }
    },
  })
  const { engine, request } = await setUp({
    startInference: start,
    freeSpace,
    genes: 40,
    files: { 'one.gguf': quantized },
  })
  await engine.call('probes.start', request)
  const state = await queueUntil(engine, allOver)
  expect(new Set(log.loads.map(({ settings }) => settings.precision))).toEqual(new Set(['float']))
  expect(state.jobs).toMatchObject([{ state: 'failed', done: 32 }])
  await engine.close()
})

test('a file that cannot be read either way fails with its own reason', async () => {
  const { start } = fakeInference({
    load: (_path, process) => {
      throw new Death('failed', `attempt ${String(process)}`)
    },
  })
  const { engine, request } = await setUp({ startInference: start, freeSpace, files: { 'one.gguf': quantized } })
  await engine.call('probes.start', request)
  const state = await queueUntil(engine, allOver)
  expect(state.jobs).toMatchObject([{ state: 'failed', failure: { message: 'attempt 2' } }])
  await engine.close()
})
