import { modelSentence } from '../../../engine/analyses/model-sentence.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { relativesOf } from '../../model/relatives.ts'
import { compared, weightsRead } from '../../sections/needs.ts'
import type { ModelSubject } from '../../sections/subject.ts'
import { useDistances } from '../comparison/use-distances.ts'
import { everyModel, useLineage } from '../lineage/use-lineage.ts'
import styles from '../../sections/sections.module.css'

/** What a model is, in one sentence, as soon as what can be compared of it is. */
export function ModelLead({ subject }: { readonly subject: ModelSubject }) {
  const [model] = subject.models
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
  const relatives = near === undefined ? [] : relativesOf(model.id, near)
  const alike = near?.same.find((group) => group.includes(model.id)) ?? []
  return (
    <p className={styles['lead']} role="status">
      {modelSentence({
        modelId: model.id,
        weightType: model.quantization,
        lineage: told?.modelIds.includes(model.id) === true ? told : null,
        same: relatives.filter(({ modelId }) => alike.includes(modelId)).map(({ name }) => name),
        nearest: relatives[0] ?? null,
        declaredBase: declaredBaseText(model),
      })}
    </p>
  )
}
