import { colorCategories, type Coloring } from '../../core/color/categories.ts'
import type { LegendEntry } from '../../core/scene/chart-legend.ts'
import { categoryInks, type Ink } from '../../core/scene/scene.ts'

/** One ink per family, most frequent first; the same for all charts of an answer. */
export function familyInks(families: readonly string[]): Coloring<Ink> {
  return colorCategories<Ink>(families, categoryInks, 'missing')
}

export function familyLegend(families: readonly string[]): LegendEntry[] {
  return familyInks(families).categories.map(({ name, color }) => ({ name, color }))
}
