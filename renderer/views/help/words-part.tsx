import { useEffect, useRef } from 'react'
import { helpAddress } from '../../help/help-address.ts'
import { entryOf, terms } from '../../help/glossary.ts'
import { classes } from '../../components/classes.ts'
import { Highlighted } from './highlighted.tsx'
import styles from './help.module.css'

interface WordsPartProps {
  /** The word that is looked at; empty: none. */
  readonly section: string
  readonly search: string
}

/** The words that the views use. */
export function WordsPart({ section, search }: WordsPartProps) {
  const list = useRef<HTMLDListElement>(null)
  const wanted = search.trim()
  const shown = terms.filter((term) => {
    const { word, forms = [], meaning } = entryOf(term)
    return [word, ...forms, meaning].join(' ').toLowerCase().includes(wanted.toLowerCase())
  })
  useEffect(() => {
    if (section !== '')
      list.current?.querySelector(`[data-section="${CSS.escape(section)}"]`)?.scrollIntoView({ block: 'center' })
  }, [section])
  if (shown.length === 0) return <p className={styles['none']}>No word’s meaning holds “{wanted}”.</p>
  return (
    <dl className={styles['words']} ref={list}>
      {shown.map((term) => {
        const { word, meaning, method } = entryOf(term)
        return (
          <div key={term} data-section={term} className={classes(styles['word'], term === section && styles['marked'])}>
            <dt>
              <Highlighted text={word} search={wanted} />
            </dt>
            <dd>
              <Highlighted text={meaning} search={wanted} />{' '}
              <a href={helpAddress('methods', method)} aria-label={`Method behind ${word}`}>
                Method
              </a>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
