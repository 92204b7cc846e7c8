import { scoreText } from '../../../../core/format/score-text.ts'
import { countText } from '../../../../core/format/quantity.ts'
import { remarkTexts } from '../../../../engine/api/remark-contract.ts'
import { RemarksButton } from '../../../components/remarks-button.tsx'
import { WideTable } from '../../../components/wide-table.tsx'
import { columnTitle } from '../../../model/column-choices.ts'
import { chiefScores } from '../../../model/chief-scores.ts'
import { useChiefMetrics } from '../../../model/use-chief-metrics.ts'
import { scored } from '../../../sections/needs.ts'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import tableStyles from '../../../components/number-table.module.css'
import styles from '../../../sections/sections.module.css'

export const scores: Section<ModelSubject> = {
  id: 'scores',
  title: 'Scores',
  needs: [scored],
  Content: ({ subject }) => {
    const [model] = subject.models
    const chief = useChiefMetrics()
    const table = subject.library.scores
    if (table === undefined || table instanceof Error) return null
    return (
      <WideTable label="Scores" look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Benchmark</th>
            <th scope="col">Score</th>
            <th scope="col">Items</th>
            <th scope="col" className={styles['words']}>
              Source
            </th>
            <th scope="col">
              <span className="visually-hidden">Remarks</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {chiefScores(table, model.id, chief).map((score) => (
            <tr key={score.id}>
              <th scope="row">{columnTitle(score)}</th>
              <td>{scoreText(score)}</td>
              <td>{score.n === null ? '–' : countText(score.n)}</td>
              <td className={styles['words']}>
                {score.source}
                {score.sourceDetail === '' ? '' : `, ${score.sourceDetail}`}
              </td>
              <td>
                <RemarksButton remarks={remarkTexts(score)} subject={columnTitle(score)} />
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    )
  },
}
