import { firstNames } from '../../core/format/first-names.ts'
import type { Remark, RemarkKind } from '../api/remark-contract.ts'

/** A model as remarks name it. */
export interface NamedModel {
  readonly modelId: string
  readonly modelName: string
}

/** A remark on some models; undefined where there are none. */
export function remarkOn<M extends NamedModel>(
  kind: RemarkKind,
  models: readonly M[],
  text: (models: readonly M[]) => string,
): Remark | undefined {
  return models.length === 0 ? undefined : { kind, text: text(models), modelIds: models.map(({ modelId }) => modelId) }
}

export const namesOf = (models: readonly NamedModel[]): string => firstNames(models.map(({ modelName }) => modelName))
