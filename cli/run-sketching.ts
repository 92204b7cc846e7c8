import type { ModelSketched, ModelSummary } from '../engine/api/contract.ts'
import { CommandFailure } from './failure.ts'
import { runOperation } from './run-operation.ts'
import type { Session } from './session.ts'
import { unfinishedText } from './unfinished.ts'

/** Sketches the weights of models that have no whole sketch yet, with progress in bytes; an interruption cancels it. */
export async function runSketching(session: Session, models: readonly ModelSummary[]): Promise<ModelSketched[]> {
  const modelIds = models.map(({ id }) => id)
  const { models: sketched } = await runOperation(session, (operation) =>
    session.engine.call('lineage.sketch', { modelIds, operation }),
  )
  return sketched
}

/** Fails where a model has no whole sketch, with the reason of each. */
export function requireSketches(models: readonly ModelSketched[]): void {
  const reasons = models.flatMap(({ modelName, failure }) => (failure === null ? [] : [`${modelName}: ${failure}`]))
  if (reasons.length > 0) throw new CommandFailure(unfinishedText(reasons, models.length, 'sketch', 'sketches'))
}
