import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { AddReport } from '../engine/api/contract.ts'
import type { Session } from './session.ts'

/** Adds files and folders to the library with progress on stderr. A path that cannot be read is among the refused. */
export async function addModels(
  { engine, output, interruption }: Session,
  paths: readonly string[],
): Promise<AddReport> {
  const refused: AddReport['refused'] = []
  const placeIds: string[] = []
  for (const path of paths) {
    try {
      placeIds.push(engine.grantPlace(resolve(path)).id)
    } catch (error) {
      refused.push({ path, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  if (placeIds.length === 0) return { added: [], known: [], refused }

  const operation = `add-${randomUUID()}`
  const started = performance.now()
  const end = engine.on('operation', (progress) => {
    if (progress.operation !== operation) return
    const elapsed = performance.now() - started
    const remaining =
      progress.done > 0 && elapsed > 1000 ? (elapsed * (progress.total - progress.done)) / progress.done : null
    const share = { done: Math.floor((progress.done / Math.max(1, progress.total)) * 100), total: 100, unit: '%' }
    output.progress.update({ label: `reading ${progress.item}`, ...share, remaining })
  })
  try {
    const report = await interruption.guard(engine.call('models.add', { placeIds, operation }), () =>
      engine.call('operations.cancel', { operation }),
    )
    return { ...report, refused: [...refused, ...report.refused] }
  } finally {
    end()
    output.progress.end()
  }
}
