import type { ModelSketched, ModelSummary } from '../engine/api/contract.ts'
import type { Remark } from '../engine/api/remark-contract.ts'
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

/** Reads the weights of what is told by weights; fails with the reasons where those of no model can be read. */
export async function readWeights(session: Session, models: readonly ModelSummary[]): Promise<ModelSketched[]> {
  const sketched = await runSketching(session, models)
  if (sketched.every(({ failure }) => failure !== null)) requireSketches(sketched)
  return sketched
}

/** Remarks of an answer with why weights could not be read, in place of the remark that they are not. */
export function withReasonsUnread(remarks: readonly Remark[], sketched: readonly ModelSketched[]): Remark[] {
  const reasons = sketched.flatMap(({ modelId, modelName, failure }): Remark[] =>
    failure === null ? [] : [{ kind: 'weights not read', text: `${modelName}: ${failure}`, modelIds: [modelId] }],
  )
  return [...reasons, ...remarks.filter(({ kind }) => reasons.length === 0 || kind !== 'weights not read')]
}

/** Fails where a model has no whole sketch, with the reason of each. */
export function requireSketches(models: readonly ModelSketched[]): void {
  const reasons = models.flatMap(({ modelName, failure }) => (failure === null ? [] : [`${modelName}: ${failure}`]))
  if (reasons.length > 0) throw new CommandFailure(unfinishedText(reasons, models.length, 'sketch', 'sketches'))
}
