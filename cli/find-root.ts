import { firstNames } from '../core/format/first-names.ts'
import type { TreeRoot } from '../engine/analyses/tree-choices.ts'
import { comparedModels, type Scope } from './commands/distances.ts'
import { CommandFailure } from './failure.ts'
import { findKnownModel } from './find-model.ts'
import type { Session } from './session.ts'

/** The root that an option means; a model must be one of those compared. */
export async function findRoot(session: Session, scope: Scope, argument: string): Promise<TreeRoot> {
  if (argument === 'none' || argument === 'midpoint') return argument
  const { id, name } = await findKnownModel(session, argument)
  const compared = await comparedModels(session, scope)
  if (compared.some((model) => model.id === id)) return { modelId: id }
  const names = firstNames(compared.map((model) => model.name))
  throw new CommandFailure(`--root: expected one of ${names}, found ${name}`, { code: 'invalid' })
}
