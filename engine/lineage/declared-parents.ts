import type { StoredModel } from '../store/model-store.ts'

/** A model as headers call it: letters and digits alone, since names are spelt with spaces, dashes and dots. */
function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\.gguf$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * Parents that the headers of some models declare (`general.base_model.*`) and that are among them, by their positions.
 * A declared name that several models have means none.
 */
export function declaredParents(
  models: readonly Pick<StoredModel, 'name' | 'declaredName' | 'declaredBases'>[],
): { readonly from: number; readonly to: number }[] {
  const positionsOf = new Map<string, Set<number>>()
  for (const [position, { name, declaredName }] of models.entries())
    for (const called of [name, declaredName ?? '']) {
      const key = plain(called)
      if (key !== '') positionsOf.set(key, (positionsOf.get(key) ?? new Set()).add(position))
    }
  return models.flatMap(({ declaredBases }, to) =>
    declaredBases.flatMap(({ name, url }) => {
      const called = [name ?? '', url?.split('/').at(-1) ?? ''].map(plain).filter((key) => key !== '')
      const meant = called.map((key) => positionsOf.get(key)).find((positions) => positions?.size === 1)
      const [from] = meant ?? []
      return from === undefined || from === to ? [] : [{ from, to }]
    }),
  )
}
