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

const mostListed = 8

/** Names in one line: the first few, and how many more there are. */
export function listed(items: readonly string[]): string {
  return items.length <= mostListed
    ? items.join(', ')
    : `${items.slice(0, mostListed).join(', ')} and ${String(items.length - mostListed)} more`
}

export const namesOf = (models: readonly NamedModel[]): string => listed(models.map(({ modelName }) => modelName))
