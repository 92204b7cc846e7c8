import { lineageWords } from '../../../../engine/analyses/lineage-words.ts'
import { edgeBrief, nameIn, residualText } from '../../../../engine/analyses/lineage-sentences.ts'
import type { Lineage } from '../../../../engine/analyses/lineage.ts'
import { plural } from '../../../../core/format/quantity.ts'
import type { ModelSummary } from '../../../../engine/api/contract.ts'
import { WideTable } from '../../../components/wide-table.tsx'
import { descentOf, type DescentRow } from '../../../model/descent-rows.ts'
import { weightsRead } from '../../../sections/needs.ts'
import { SectionAnswer } from '../../../sections/section-answer.tsx'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { everyModel, useLineage } from '../../lineage/use-lineage.ts'
import { PairLink } from '../../pair/pair-link.tsx'
import { ModelName } from '../model-name.tsx'
import tableStyles from '../../../components/number-table.module.css'
import textStyles from '../../../components/text.module.css'
import styles from '../../../sections/sections.module.css'

export const byWeights: Section<ModelSubject> = {
  id: 'by-weights',
  title: 'Descent by weights',
  needs: [weightsRead],
  Content: ({ subject }) => {
    const [model] = subject.models
    const { call } = useLineage(everyModel)
    return (
      <SectionAnswer call={call} doing="Comparing the weights">
        {({ output }) => <WeightDescent lineage={output} model={model} />}
      </SectionAnswer>
    )
  },
}

function WeightDescent({ lineage, model }: { readonly lineage: Lineage; readonly model: ModelSummary }) {
  const { parents, children, related } = descentOf(lineage, model.id)
  const merge = lineage.merges.find(({ modelId }) => modelId === model.id)
  const others = plural(lineage.modelIds.length - 1, 'other model')
  if (parents.length + children.length + related.length === 0)
    return <p className={textStyles['muted']}>No evidence of a relation to the {others} whose weights are read.</p>
  const groups = [
    { title: 'Made from', rows: parents },
    { title: 'Made from it', rows: children },
    { title: 'Related, without a direction', rows: related },
  ].filter(({ rows }) => rows.length > 0)
  return (
    <>
      {merge === undefined ? null : (
        <p>
          Its parents leave {residualText(merge.residual)} of the squared distance to the nearest of them not explained
          {merge.base === null ? '' : `; their differences are added to ${nameIn(lineage, merge.base)}`}.
        </p>
      )}
      {groups.map(({ title, rows }) => (
        <div key={title} className={styles['group']}>
          <h3>{title}</h3>
          <EdgeTable title={title} rows={rows} lineage={lineage} model={model} />
        </div>
      ))}
      <p className={textStyles['muted']}>
        Told of the {others} whose weights are read; a parent that is not among them cannot be named.
      </p>
    </>
  )
}

interface EdgeTableProps {
  readonly title: string
  readonly rows: readonly DescentRow[]
  readonly lineage: Lineage
  readonly model: ModelSummary
}

function EdgeTable({ title, rows, lineage, model }: EdgeTableProps) {
  return (
    <WideTable label={title} look={tableStyles['table']}>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col" className={styles['words']}>
            Relation
          </th>
          <th scope="col" className={styles['words']}>
            How certain, how far
          </th>
          <th scope="col">
            <span className="visually-hidden">Pair</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ modelId, name, edge }) => (
          <tr key={`${modelId} ${edge.kind}`}>
            <th scope="row">
              <ModelName id={modelId} name={name} />
            </th>
            <td className={styles['words']}>{lineageWords[edge.kind].name}</td>
            <td className={styles['words']}>{edgeBrief(lineage, edge).join(' · ')}</td>
            <td>
              <PairLink
                left={edge.from === model.id ? model : { id: modelId, name }}
                right={edge.from === model.id ? { id: modelId, name } : model}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </WideTable>
  )
}
