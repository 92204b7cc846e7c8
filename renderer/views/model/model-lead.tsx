import { modelSentence } from '../../../engine/analyses/model-sentence.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { relativesOf } from '../../model/relatives.ts'
import type { ModelSubject } from '../../sections/subject.ts'
import { useComparisons } from '../../sections/use-comparisons.ts'
import styles from '../../sections/sections.module.css'

/** What a model is, in one sentence, as soon as what can be compared of it is. */
export function ModelLead({ subject }: { readonly subject: ModelSubject }) {
  const [model] = subject.models
  const comparisons = useComparisons(subject)
  if (comparisons === null) return <p className={styles['lead']}>Being compared…</p>
  const { lineage, distances: near } = comparisons
  const relatives = near === undefined ? [] : relativesOf(model.id, near)
  const alike = near?.same.find((group) => group.includes(model.id)) ?? []
  return (
    <p className={styles['lead']} role="status">
      {modelSentence({
        modelId: model.id,
        weightType: model.quantization,
        lineage: lineage ?? null,
        same: relatives.filter(({ modelId }) => alike.includes(modelId)).map(({ name }) => name),
        nearest: relatives[0] ?? null,
        declaredBase: declaredBaseText(model),
      })}
    </p>
  )
}
