import { plural, significant } from '../../../core/format/quantity.ts'
import { familyText } from '../../../core/model/family.ts'
import type { Forecast } from '../../../engine/api/forecast-contract.ts'
import { KeptDisclosure } from '../../app/kept-sections.tsx'
import { WideTable } from '../../components/wide-table.tsx'
import tableStyles from '../../components/number-table.module.css'
import textStyles from '../../components/text.module.css'
import styles from './forecast.module.css'

/** Which models are held out together, and what joins them. */
export function HeldOutGroups({ forecast }: { readonly forecast: Forecast }) {
  const { models, joins, nearDistance } = forecast
  const groups = [...new Set(models.map(({ group }) => group))].map((group) =>
    models.filter((model) => model.group === group),
  )
  const nameOf = (id: string): string => models.find(({ modelId }) => modelId === id)?.name ?? id
  return (
    <KeptDisclosure
      id="groups"
      title={`Held out together (${plural(groups.length, 'group')} of ${plural(models.length, 'model')})`}
    >
      <p className={textStyles['muted']}>
        Models of one family are held out together, with those that are measured to be near them (Nei's distance up to{' '}
        {nearDistance}, over others too) and those with the same tokens in their tokenizers, unless both families are
        stated. A family is stated in the library.
      </p>
      <WideTable label="Groups held out together" look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Families</th>
            <th scope="col" className={styles['text']}>
              Models
            </th>
            <th scope="col" className={styles['text']}>
              What joins families
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((members) => {
            const ids = new Set(members.map(({ modelId }) => modelId))
            const families = [...new Set(members.map(familyText))]
            const reasons = joins
              .filter(({ modelId }) => ids.has(modelId))
              .map(
                ({ modelId, otherId, distance }) =>
                  `${nameOf(modelId)} and ${nameOf(otherId)}: ${distance === null ? 'same tokenizer' : `distance ${significant(distance, 2)}`}`,
              )
            return (
              <tr key={members[0]!.modelId}>
                <th scope="row">{families.join(', ')}</th>
                <td className={styles['text']}>{members.map(({ name }) => name).join(', ')}</td>
                <td className={styles['text']}>{reasons.join('; ')}</td>
              </tr>
            )
          })}
        </tbody>
      </WideTable>
    </KeptDisclosure>
  )
}
