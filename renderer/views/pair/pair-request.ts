import type { CallInput, Measure } from '../../../engine/api/contract.ts'
import type { CommonGenome } from '../../model/common-genomes.ts'

/** What the engine is asked for the distance of two models alone, whichever comes first. */
export function pairRequest(
  { genomeId, rule }: CommonGenome,
  measure: Measure,
  pair: readonly [string, string],
): CallInput<'analysis.distances'> {
  return { genomeId, rule, measure, modelIds: [...pair].sort() }
}
