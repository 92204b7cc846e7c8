import { boundedText, intervalText } from '../../../../core/format/interval.ts'
import { firstNames } from '../../../../core/format/first-names.ts'
import { measureWords } from '../../../../engine/analyses/comparison-words.ts'
import type { Distances } from '../../../../engine/api/contract.ts'
import { behaviourNoise } from '../../../model/behaviour-noise.ts'
import { relativesOf } from '../../../model/relatives.ts'
import { compared } from '../../../sections/needs.ts'
import { SectionAnswer } from '../../../sections/section-answer.tsx'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { useDistances } from '../../comparison/use-distances.ts'
import { ModelName } from '../model-name.tsx'
import textStyles from '../../../components/text.module.css'

export const byBehaviour: Section<ModelSubject> = {
  id: 'by-behaviour',
  title: 'Likeness by behaviour',
  needs: [compared],
  Content: ({ subject }) => {
    const [model] = subject.models
    return (
      <SectionAnswer call={useDistances(subject.library.comparison)} doing="Comparing the models">
        {({ output }) => <Nearest distances={output} modelId={model.id} />}
      </SectionAnswer>
    )
  },
}

function Nearest({ distances, modelId }: { readonly distances: Distances; readonly modelId: string }) {
  const relatives = relativesOf(modelId, distances)
  const [nearest] = relatives
  if (nearest === undefined) return null
  const { distance } = nearest
  const same = distances.same.find((group) => group.includes(modelId)) ?? []
  const alike = relatives.filter((relative) => same.includes(relative.modelId)).map(({ name }) => name)
  return (
    <>
      <p>
        Nearest: <ModelName id={nearest.modelId} name={nearest.name} />, distance {boundedText(distance)} (
        {intervalText(distance.lower, distance.upper)}). {behaviourNoise(distances, [modelId, nearest.modelId])}
        {alike.length > 1 ? ` Cannot be told apart by behaviour: ${firstNames(alike, { most: 5 })}.` : ''}
      </p>
      <p className={textStyles['muted']}>
        {measureWords[distances.measure].name}. A distance measures likeness, not descent as such: models finetuned on
        the same task can be near each other.
      </p>
    </>
  )
}
