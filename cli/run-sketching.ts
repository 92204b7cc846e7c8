import type { ModelSketched, ModelSummary } from '../engine/api/contract.ts'
import { runOperation } from './run-operation.ts'
import type { Session } from './session.ts'

/** Sketches the weights of models that have no whole sketch yet, with progress in bytes; an interruption cancels it. */
export async function runSketching(session: Session, models: readonly ModelSummary[]): Promise<ModelSketched[]> {
  const modelIds = models.map(({ id }) => id)
  const { models: sketched } = await runOperation(session, (operation) =>
    session.engine.call('lineage.sketch', { modelIds, operation }),
  )
  return sketched
}
