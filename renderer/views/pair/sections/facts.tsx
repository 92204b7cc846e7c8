import { WideTable } from '../../../components/wide-table.tsx'
import { headerFacts } from '../../../model/header-facts.ts'
import type { Section } from '../../../sections/section.ts'
import type { PairSubject } from '../../../sections/subject.ts'
import { ModelName } from '../../model/model-name.tsx'
import tableStyles from '../../../components/number-table.module.css'
import textStyles from '../../../components/text.module.css'
import styles from '../../../sections/sections.module.css'

export const facts: Section<PairSubject> = {
  id: 'facts',
  title: 'What they are',
  needs: [],
  Content: ({ subject }) => {
    const [left, right] = subject.models
    const rightFacts = new Map(headerFacts(right))
    const rows = headerFacts(left)
      .filter(([name]) => name !== 'Added')
      .map(([name, value]) => ({ name, values: [value, rightFacts.get(name) ?? null] }))
    return (
      <WideTable label="Facts side by side" look={tableStyles['table']}>
        <thead>
          <tr>
            <th scope="col">Fact</th>
            {subject.models.map(({ id, name }) => (
              <th key={id} scope="col" className={styles['words']}>
                <ModelName id={id} name={name} />
              </th>
            ))}
            <th scope="col" className={styles['words']}>
              <span className="visually-hidden">Whether they differ</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => {
            const differs = name === 'Family' ? left.family !== right.family : values[0] !== values[1]
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {values.map((value, index) => (
                  <td key={subject.models[index]!.id} className={styles[differs ? 'differs' : 'words']}>
                    {value ?? <span className={textStyles['none']}>not declared</span>}
                  </td>
                ))}
                <td className={styles['words']}>{differs ? 'differs' : ''}</td>
              </tr>
            )
          })}
        </tbody>
      </WideTable>
    )
  },
}
