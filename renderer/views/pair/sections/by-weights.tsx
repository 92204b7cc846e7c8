import { edgeFacts, lineageSentences } from '../../../../engine/analyses/lineage-sentences.ts'
import type { Lineage } from '../../../../engine/analyses/lineage.ts'
import { edgeBetween } from '../../../../engine/analyses/pair-sentence.ts'
import { useCall } from '../../../api/queries.tsx'
import { useViewSettings } from '../../../app/use-route.ts'
import { Fact } from '../../../components/fact.tsx'
import { UnansweredState } from '../../../components/states.tsx'
import { weightsRead } from '../../../sections/needs.ts'
import { SectionAnswer } from '../../../sections/section-answer.tsx'
import type { Section } from '../../../sections/section.ts'
import type { PairSubject } from '../../../sections/subject.ts'
import { everyModel, useLineage } from '../../lineage/use-lineage.ts'
import { WeightChangeFigure } from '../../lineage/weight-change-figure.tsx'
import { pairView } from '../pair-settings.ts'
import textStyles from '../../../components/text.module.css'
import styles from '../../../sections/sections.module.css'

export const byWeights: Section<PairSubject> = {
  id: 'by-weights',
  title: 'Relation by weights',
  needs: [weightsRead],
  Content: ({ subject }) => {
    const [left, right] = subject.models
    const { call } = useLineage(everyModel)
    const compared = useCall('lineage.compare', { left: left.id, right: right.id })
    const [{ as }, change] = useViewSettings(pairView)
    return (
      <>
        <SectionAnswer call={call} doing="Comparing the weights">
          {({ output }) => <Relation lineage={output} left={left.id} right={right.id} />}
        </SectionAnswer>
        {compared.data !== undefined ? (
          compared.data.tensors.every((tensor) => tensor.change === null) ? (
            <p className={textStyles['muted']}>No tensor of one has the shape of its like in the other.</p>
          ) : (
            <div className={styles['figure']}>
              <WeightChangeFigure compared={compared.data} as={as} onShowAs={(next) => change({ as: next })} />
            </div>
          )
        ) : compared.error === null ? (
          <p className={textStyles['muted']} role="status">
            Comparing the two models, tensor by tensor
          </p>
        ) : (
          <UnansweredState title="The two models could not be compared" call={compared} />
        )}
      </>
    )
  },
}

function Relation({
  lineage,
  left,
  right,
}: {
  readonly lineage: Lineage
  readonly left: string
  readonly right: string
}) {
  const edge = edgeBetween(lineage, left, right)
  if (edge === undefined) return <p className={textStyles['muted']}>Nothing is stated between these two directly.</p>
  return (
    <>
      <p>{lineageSentences(lineage).ofEdge(edge)}.</p>
      <dl className={styles['facts']}>
        {edgeFacts(lineage, edge).map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </>
  )
}
