import { simulateCheckpoints, typicalStudy } from '../../core/emergence/simulate.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { importForecastScores, probedFamilies, type ProbedFamilies } from '../engine/forecast/probed-families.ts'
import { importScores, syntheticTable } from '../engine/scaling/import-models.ts'

/** An engine whose database has something for every view: probes, scores, checkpoints and a run on a benchmark. */
export async function fullLibrary(folder: string): Promise<ProbedFamilies> {
  const probed = await probedFamilies(folder, 5, {
    surroundings: { home: folder, platform: process.platform, variables: {} },
  })
  const { engine, names } = probed
  await importForecastScores(probed, names.slice(1))
  await importScores(engine, syntheticTable())
  const rows = simulateCheckpoints(typicalStudy, seededGenerator(5)).map(
    ({ checkpoint, loss, examples, score }) => `${checkpoint},${loss},${examples},${score}`,
  )
  await engine.call('emergence.import', {
    name: 'study',
    text: ['checkpoint,loss,examples,score', ...rows].join('\n'),
  })
  const [benchmark] = await engine.call('benchmarks.list', {})
  const [model] = await engine.call('models.list', {})
  await engine.call('scores.measure', {
    modelIds: [model!.id],
    benchmarkId: benchmark!.id,
    seed: 0,
    limit: 5,
    load: { gpu: 'off' },
  })
  return probed
}
