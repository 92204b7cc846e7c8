import { expect, test } from 'vitest'
import type { Engine } from '../../../engine/engine.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult } from '../fixtures/samples.ts'

const rule = { chars: 4, strip: 'none', temperature: 1 } as const
const alleles = Array.from({ length: 1500 }, (_, index) => ({
  text: index.toString(36).padStart(4, '0'),
  end: false,
  p: 1 / 1500,
}))

async function probed(): Promise<{ engine: Engine; genomeId: string; ids: string[] }> {
  const { start } = fakeInference({
    result: () => ({ ...sampleResult(0.5), alleles, residue: [], unresolved: 0, bound: 0 }),
  })
  const { engine, request, genomeId, models } = await setUp({
    startInference: start,
    modelNames: ['a', 'b', 'c', 'd'],
    genes: 200,
  })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  return { engine, genomeId, ids: models }
}

/** Cancels the operation at its first progress; resolves with what that was. */
function cancelledAtFirst(engine: Engine, operation: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = engine.on('operation', ({ operation: name, done, total, unit }) => {
      if (name !== operation) return
      end()
      engine.call('operations.cancel', { operation }).then(() => resolve({ unit, total, isPart: done < total }), reject)
    })
  })
}

test('distances, a tree and a forecast are cancelled while populations are read, and tell how far that is', async () => {
  const { engine, genomeId, ids } = await probed()
  const scope = { genomeId, rule, measure: 'nei' } as const
  for (const [index, modelId] of ids.entries()) {
    await engine.call('scores.set', {
      model: 'abcd'[index]!,
      benchmark: 'x',
      metric: 'acc',
      shots: 0,
      value: index / 10,
      stderr: null,
    })
    const [scored] = (await engine.call('scores.table', {})).models.filter(({ name }) => name === 'abcd'[index])
    await engine.call('scores.match', { matches: [{ scoredModelId: scored!.id, modelId }] })
  }
  const calls = {
    distances: () => engine.call('analysis.distances', { ...scope, operation: 'distances' }),
    tree: () =>
      engine.call('analysis.tree', { ...scope, method: 'nj', root: 'none', replicates: 0, seed: 1, operation: 'tree' }),
    forecast: () =>
      engine.call('forecast.fromDistance', {
        ...scope,
        column: { benchmark: 'x', metric: 'acc', shots: 0 },
        level: 0.9,
        leave: 'model',
        leaveOut: { families: [], modelIds: [] },
        farShare: 0.95,
        components: 2,
        epochs: 10,
        seed: 1,
        operation: 'forecast',
      }),
  }
  for (const [operation, call] of Object.entries(calls)) {
    const progress = cancelledAtFirst(engine, operation)
    await expect(call(), operation).rejects.toMatchObject({ code: 'cancelled' })
    expect(await progress, operation).toEqual({ unit: 'genes', total: 200, isPart: true })
  }
  // Nothing of the cancelled ones stays in the way.
  expect(await calls.distances()).toMatchObject({ genes: 200, models: ['a', 'b', 'c', 'd'] })
  await engine.close()
})
