import { measuredWords } from '../../../../engine/analyses/lineage-words.ts'
import { nameIn } from '../../../../engine/analyses/lineage-sentences.ts'
import { declaredBaseText } from '../../../model/declared-base.ts'
import type { Section } from '../../../sections/section.ts'
import type { ModelSubject } from '../../../sections/subject.ts'
import { everyModel, useLineage } from '../../lineage/use-lineage.ts'
import { ModelName } from '../model-name.tsx'
import textStyles from '../../../components/text.module.css'
import styles from '../../../sections/sections.module.css'

export const byDeclaration: Section<ModelSubject> = {
  id: 'by-declaration',
  title: 'Descent by declaration',
  needs: [],
  Content: ({ subject }) => {
    const [model] = subject.models
    const base = declaredBaseText(model)
    const lineage = useLineage(everyModel).call.answer?.output
    const declared = lineage?.declared ?? []
    const parents = declared.filter(({ to }) => to === model.id)
    const children = declared.filter(({ from }) => from === model.id)
    return (
      <>
        <p>{base === null ? 'Its header names nothing that it was made from.' : `Made from ${base}, by its header.`}</p>
        {lineage === undefined || [...parents, ...children].length === 0 ? (
          base === null ? null : (
            <p className={textStyles['muted']}>
              Whether the weights say so too is told of bases in the library, once the weights of both are read.
            </p>
          )
        ) : (
          <ul className={styles['group']}>
            {parents.map(({ from, isMeasured }) => (
              <li key={from}>
                Made from <ModelName id={from} name={nameIn(lineage, from)} />{' '}
                <span className={textStyles['muted']}>{measuredWords(isMeasured)}</span>
              </li>
            ))}
            {children.map(({ to, isMeasured }) => (
              <li key={to}>
                <ModelName id={to} name={nameIn(lineage, to)} /> is made from it, by its header{' '}
                <span className={textStyles['muted']}>{measuredWords(isMeasured)}</span>
              </li>
            ))}
          </ul>
        )}
      </>
    )
  },
}
