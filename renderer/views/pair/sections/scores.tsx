import { plusMinus } from '../../../../core/format/plus-minus.ts'
import { scoreText } from '../../../../core/format/score-text.ts'
import type { Score } from '../../../../engine/api/scores-contract.ts'
import { WideTable } from '../../../components/wide-table.tsx'
import { columnTitle } from '../../../model/column-choices.ts'
import { scoreDifferences } from '../../../model/score-differences.ts'
import { useChiefMetrics } from '../../../model/use-chief-metrics.ts'
import { scored } from '../../../sections/needs.ts'
import type { Section } from '../../../sections/section.ts'
import type { PairSubject } from '../../../sections/subject.ts'
import tableStyles from '../../../components/number-table.module.css'
import textStyles from '../../../components/text.module.css'

export const scores: Section<PairSubject> = {
  id: 'scores',
  title: 'Scores',
  needs: [scored],
  Content: ({ subject }) => {
    const [left, right] = subject.models
    const chief = useChiefMetrics()
    const table = subject.library.scores
    if (table === undefined || table instanceof Error) return null
    return (
      <>
        <WideTable label="Scores side by side" look={tableStyles['table']}>
          <thead>
            <tr>
              <th scope="col">Benchmark</th>
              <th scope="col">{left.name}</th>
              <th scope="col">{right.name}</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {scoreDifferences(table, [left.id, right.id], chief).map(({ left: first, right: second, difference }) => {
              const title = columnTitle((first ?? second)!)
              return (
                <tr key={title}>
                  <th scope="row">{title}</th>
                  <td>{valueText(first)}</td>
                  <td>{valueText(second)}</td>
                  <td>{difference === null ? '–' : plusMinus(difference.value, difference.error)}</td>
                </tr>
              )
            })}
          </tbody>
        </WideTable>
        <p className={textStyles['muted']}>
          The difference is the second score less the first; its standard error takes both as independent, which is too
          large where they were measured on the same questions.
        </p>
      </>
    )
  },
}

function valueText(score: Score | null): string {
  return score === null ? '–' : scoreText(score)
}
