import type { ModelSummary } from '../../engine/api/contract.ts'

/** The bases a file declares, by name, joined; null where it declares none. */
export function declaredBaseText(model: Pick<ModelSummary, 'declaredBases'>): string | null {
  const names = model.declaredBases.map((base) => base.name ?? base.url ?? '').filter((name) => name !== '')
  return names.length === 0 ? null : names.join(', ')
}
