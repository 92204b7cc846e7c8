import type { Distances } from '../../engine/analyses/distances.ts'
import type { Lineage } from '../../engine/analyses/lineage.ts'
import { useDistances } from '../views/comparison/use-distances.ts'
import { everyModel, useLineage } from '../views/lineage/use-lineage.ts'
import { compared, weightsRead } from './needs.ts'
import type { Subject } from './subject.ts'

/** What is told of the models of a page by comparing all models; undefined where something for it is missing. */
export interface Comparisons {
  readonly lineage: Lineage | undefined
  readonly distances: Distances | undefined
}

/** Both comparisons of a page's models; null while one is on its way. */
export function useComparisons(subject: Subject): Comparisons | null {
  const lineage = useLineage(everyModel).call
  const distances = useDistances(subject.library.comparison)
  const [readMissing, comparedMissing] = [weightsRead(subject), compared(subject)]
  const isAwaited =
    readMissing === undefined ||
    comparedMissing === undefined ||
    (readMissing === null && lineage.answer === undefined && lineage.isBusy) ||
    (comparedMissing === null && distances.answer === undefined && distances.isBusy)
  if (isAwaited) return null
  const told = readMissing === null ? lineage.answer?.output : undefined
  const isTold = told !== undefined && subject.models.every(({ id }) => told.modelIds.includes(id))
  return {
    lineage: isTold ? told : undefined,
    distances: comparedMissing === null ? distances.answer?.output : undefined,
  }
}
