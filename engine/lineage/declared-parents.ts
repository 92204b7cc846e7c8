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
 * Parents that the headers of some models declare (`general.base_model.*`) and that are among them, by their places. A
 * declared name that several models have means none.
 */
export function declaredParents(
  models: readonly Pick<StoredModel, 'name' | 'declaredName' | 'declaredBases'>[],
): { readonly from: number; readonly to: number }[] {
  const placesOf = new Map<string, Set<number>>()
  for (const [place, { name, declaredName }] of models.entries())
    for (const called of [name, declaredName ?? '']) {
      const key = plain(called)
      if (key !== '') placesOf.set(key, (placesOf.get(key) ?? new Set()).add(place))
    }
  return models.flatMap(({ declaredBases }, to) =>
    declaredBases.flatMap(({ name, url }) => {
      const called = [name ?? '', url?.split('/').at(-1) ?? ''].map(plain).filter((key) => key !== '')
      const meant = called.map((key) => placesOf.get(key)).find((places) => places?.size === 1)
      const [from] = meant ?? []
      return from === undefined || from === to ? [] : [{ from, to }]
    }),
  )
}
