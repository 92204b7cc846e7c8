import type { FigurePalette } from '../../core/color/palette.ts'
import { colorCategories, type Coloring } from '../../core/color/categories.ts'
import type { LegendEntry } from '../../core/scene/chart-legend.ts'
import { categoryInks, type Ink } from '../../core/scene/scene.ts'
import { ChartCard } from './chart-card.tsx'

/** A point of a chart: a model at a place. */
export interface ModelPoint {
  readonly x: number
  readonly y: number
  readonly model: string
  readonly family: string
  readonly mark: 'dot' | 'ring' | 'diamond'
  readonly facts: readonly (readonly [name: string, value: string])[]
}

/** One colour per family, most frequent first; the same for all charts of the view. */
export function familyColors(families: readonly string[], palette: FigurePalette): Coloring {
  return colorCategories(families, palette.categories, palette.missing)
}

export function familyLegend(families: readonly string[]): LegendEntry[] {
  const { categories } = colorCategories<Ink>(families, categoryInks, 'missing')
  return categories.map(({ name, color }) => ({ name, color }))
}

/** The mark of a model in the colour of its family. */
export function modelMark(coloring: Coloring) {
  return function ModelMark({
    cx,
    cy,
    payload,
  }: {
    readonly cx?: number | undefined
    readonly cy?: number | undefined
    readonly payload?: ModelPoint
  }) {
    if (cx === undefined || cy === undefined || payload === undefined) return <g />
    const color = coloring.colorOf(payload.family)
    if (payload.mark === 'ring') return <circle cx={cx} cy={cy} r={4} fill="none" stroke={color} strokeWidth={1.7} />
    if (payload.mark === 'diamond')
      return <path d={`M${cx} ${cy - 4.5}l4.5 4.5l-4.5 4.5l-4.5-4.5z`} fill="none" stroke={color} strokeWidth={1.3} />
    return <circle cx={cx} cy={cy} r={4} fill={color} fillOpacity={0.85} />
  }
}

/** Draws nothing where only a line or error bars are wanted. */
export function NoMark() {
  return <g />
}

/** The content of a tooltip over a model's mark. */
export function pointCard({ payload }: { readonly payload?: readonly { readonly payload?: ModelPoint }[] }) {
  const point = payload?.[0]?.payload
  return point?.facts === undefined ? null : <ChartCard title={point.model} facts={point.facts} />
}
