/** Adds a model and probes it, with the connections of this process and of the inference counted. */
import './fixtures/count-connections.ts'
import { defaultProbeSettings } from '../../core/population/probe-settings.ts'
import { openEngine } from '../../engine/engine.ts'
import { startInference } from '../../native/process/start-inference.ts'

const [databaseFile, model] = process.argv.slice(2)
const entry = new URL('./fixtures/counted-inference.ts', import.meta.url)
const engine = await openEngine({ databaseFile: databaseFile!, startInference: () => startInference({ entry }) })
const place = engine.grantPlace(model!)
const { added } = await engine.call('models.add', { placeIds: [place.id], operation: 'add' })
const modelIds = added.map(({ id }) => id)
const genome = await engine.call('genomes.add', { name: 'few', genes: ['The oak', 'A fern grows', 'Moss is'] })
const done = new Promise<void>((resolve, reject) =>
  engine.on('queue', ({ jobs }) => {
    if (jobs.some(({ state }) => state === 'failed')) reject(new Error(JSON.stringify(jobs)))
    if (jobs.length > 0 && jobs.every(({ state }) => state === 'done')) resolve()
  }),
)
await engine.call('probes.start', {
  modelIds,
  genomeId: genome.id,
  settings: { ...defaultProbeSettings, tolerance: 0.1 },
  load: { gpu: 'off' },
})
await done
await engine.close()
process.stdout.write('probed\n')
