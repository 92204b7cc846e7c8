import { boundedPair } from '../../../core/similarity/bounded.ts'
import { pairSentence } from '../../../engine/analyses/pair-sentence.ts'
import { compared, weightsRead } from '../../sections/needs.ts'
import type { PairSubject } from '../../sections/subject.ts'
import { useDistances } from '../comparison/use-distances.ts'
import { everyModel, useLineage } from '../lineage/use-lineage.ts'
import styles from '../../sections/sections.module.css'

/** What two models are to each other, in one sentence, as soon as what can be compared of them is. */
export function PairLead({ subject }: { readonly subject: PairSubject }) {
  const [left, right] = subject.models
  const lineage = useLineage(everyModel).call
  const distances = useDistances(subject.library.comparison)
  const [readMissing, comparedMissing] = [weightsRead(subject), compared(subject)]
  const isAwaited =
    readMissing === undefined ||
    comparedMissing === undefined ||
    (readMissing === null && lineage.answer === undefined && lineage.isBusy) ||
    (comparedMissing === null && distances.answer === undefined && distances.isBusy)
  if (isAwaited) return <p className={styles['lead']}>Being compared…</p>
  const told = readMissing === null ? lineage.answer?.output : undefined
  const near = comparedMissing === null ? distances.answer?.output : undefined
  const [row, column] = [left, right].map(({ id }) => near?.modelIds.indexOf(id) ?? -1) as [number, number]
  return (
    <p className={styles['lead']} role="status">
      {pairSentence({
        left,
        right,
        lineage: told !== undefined && [left, right].every(({ id }) => told.modelIds.includes(id)) ? told : null,
        distance: near === undefined || row < 0 || column < 0 ? null : boundedPair(near, row, column).distance,
      })}
    </p>
  )
}
