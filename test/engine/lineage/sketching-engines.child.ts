import { join } from 'node:path'
import { openEngine } from '../../../engine/engine.ts'

// Engines that read weights one after the other in one process, as projects that are opened after each other do. Each
// has threads of its own, which end with it.
const demo = join(import.meta.dirname, '../../../models/demo/oak-Q4_0.gguf')
for (let round = 1; round <= 4; round += 1) {
  const engine = await openEngine({ databaseFile: ':memory:' })
  await engine.call('models.add', { placeIds: [engine.grantPlace(demo).id], operation: 'adding' })
  const [model] = await engine.call('models.list', {})
  const { models } = await engine.call('lineage.sketch', { modelIds: [model!.id] })
  await engine.close()
  process.stdout.write(`${String(round)}: ${String(models[0]?.made)} tensors\n`)
}
