import { fitLine, type LineFit } from '../statistics/line-fit.ts'
import type { ModelObservation } from './model-observation.ts'

/** A capability measure of one family as a line in log10 of compute (1e21 FLOPs). */
export interface ComputeTrend extends LineFit {
  readonly family: string
  /** Position of the component, from 0. */
  readonly component: number
}

/**
 * The lines of every family that has two models of different compute, one per component.
 *
 * @param capabilities models x components, in the order of the models
 */
export function computeTrends(
  models: readonly ModelObservation[],
  capabilities: readonly (readonly number[])[],
): ComputeTrend[] {
  return [...new Set(models.map(({ family }) => family))].flatMap((family) =>
    (capabilities[0] ?? []).flatMap((_, component) => {
      const line = fitLine(
        models.flatMap((model, index) =>
          model.family === family && model.flops !== null
            ? [[Math.log10(model.flops), capabilities[index]![component]!] as const]
            : [],
        ),
      )
      return line === undefined ? [] : [{ family, component, ...line }]
    }),
  )
}
