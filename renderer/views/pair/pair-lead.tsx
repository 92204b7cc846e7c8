import { boundedPair } from '../../../core/similarity/bounded.ts'
import { pairSentence } from '../../../engine/analyses/pair-sentence.ts'
import type { PairSubject } from '../../sections/subject.ts'
import { useComparisons } from '../../sections/use-comparisons.ts'
import styles from '../../sections/sections.module.css'

/** What two models are to each other, in one sentence, as soon as what can be compared of them is. */
export function PairLead({ subject }: { readonly subject: PairSubject }) {
  const [left, right] = subject.models
  const comparisons = useComparisons(subject)
  if (comparisons === null) return <p className={styles['lead']}>Being compared…</p>
  const { lineage, distances: near } = comparisons
  const [row, column] = [left, right].map(({ id }) => near?.modelIds.indexOf(id) ?? -1) as [number, number]
  return (
    <p className={styles['lead']} role="status">
      {pairSentence({
        left,
        right,
        lineage: lineage ?? null,
        distance: near === undefined || row < 0 || column < 0 ? null : boundedPair(near, row, column).distance,
      })}
    </p>
  )
}
