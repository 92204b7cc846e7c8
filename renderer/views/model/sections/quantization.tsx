import { boundedText, intervalText } from '../../../../core/format/interval.ts'
import { boundedPair } from '../../../../core/similarity/bounded.ts'
import { edgeFacts } from '../../../../engine/analyses/lineage-sentences.ts'
import { Fact } from '../../../components/fact.tsx'
import { behaviourNoise } from '../../../model/behaviour-noise.ts'
import { descentOf } from '../../../model/descent-rows.ts'
import { compared, weightsRead } from '../../../sections/needs.ts'
import { SectionAnswer } from '../../../sections/section-answer.tsx'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { useDistances } from '../../comparison/use-distances.ts'
import { everyModel, useLineage } from '../../lineage/use-lineage.ts'
import { PairLink } from '../../pair/pair-link.tsx'
import { ModelName } from '../model-name.tsx'
import textStyles from '../../../components/text.module.css'
import pairStyles from '../../../sections/sections.module.css'

export const quantization: Section<ModelSubject> = {
  id: 'quantization',
  title: 'Distance from its original',
  isShown: ({ models: [{ quantization: type }] }) => !isFloat(type),
  needs: [weightsRead],
  Content: ({ subject }) => {
    const [model] = subject.models
    const { call } = useLineage(everyModel)
    return (
      <SectionAnswer call={call} doing="Comparing the weights">
        {({ output }) => {
          const original = descentOf(output, model.id).parents.find(({ edge }) => edge.kind === 'quantization')
          if (original === undefined)
            return (
              <p className={textStyles['muted']}>
                None of the models whose weights are read is the one that it is a quantization of.
              </p>
            )
          const { modelId, name, edge } = original
          return (
            <>
              <p>
                The original: <ModelName id={modelId} name={name} />,{' '}
                <PairLink left={{ id: modelId, name }} right={model} />
              </p>
              <h3>By weights</h3>
              <dl className={pairStyles['facts']}>
                {edgeFacts(output, edge).map(([fact, value]) => (
                  <Fact key={fact} name={fact} value={value} />
                ))}
              </dl>
              <h3>By behaviour</h3>
              <BehaviourFrom originalId={modelId} subject={subject} />
            </>
          )
        }}
      </SectionAnswer>
    )
  },
}

/** Whether a file's weights are stored as floats, so that it is no quantization. */
function isFloat(type: string): boolean {
  return /^B?F\d+$/.test(type)
}

function BehaviourFrom({ originalId, subject }: { readonly originalId: string; readonly subject: ModelSubject }) {
  const missing = compared(subject)
  if (missing === undefined) return <p className={textStyles['muted']}>Reading…</p>
  if (missing !== null) return <p className={textStyles['muted']}>{missing.text}</p>
  return <ComparedFrom originalId={originalId} subject={subject} />
}

function ComparedFrom({ originalId, subject }: { readonly originalId: string; readonly subject: ModelSubject }) {
  const [model] = subject.models
  return (
    <SectionAnswer call={useDistances(subject.library.comparison)} doing="Comparing the models">
      {({ output }) => {
        const row = output.modelIds.indexOf(originalId)
        if (row < 0) return <p className={textStyles['muted']}>The original is not among the models compared.</p>
        const { distance } = boundedPair(output, row, output.modelIds.indexOf(model.id))
        return (
          <p>
            Distance {boundedText(distance)} ({intervalText(distance.lower, distance.upper)}).{' '}
            {behaviourNoise(output, [originalId, model.id])}
          </p>
        )
      }}
    </SectionAnswer>
  )
}
