import { useCallback, useEffect, useMemo, useRef } from 'react'
import markdown from '../../../docs/methods.md?raw'
import { plural } from '../../../core/format/quantity.ts'
import { helpAddress } from '../../help/help-address.ts'
import { classes } from '../../components/classes.ts'
import { Highlighted } from './highlighted.tsx'
import { MarkdownText } from './markdown-text.tsx'
import { methodSections, sectionText } from './method-sections.ts'
import styles from './help.module.css'

const sections = methodSections(markdown)

interface MethodsPartProps {
  /** The section that is looked at; empty: the first. */
  readonly section: string
  readonly search: string
}

/** The methods, as docs/methods.md has them, with a list of contents. */
export function MethodsPart({ section, search }: MethodsPartProps) {
  const body = useRef<HTMLDivElement>(null)
  const wanted = search.trim()
  const shown = useMemo(
    () =>
      wanted === ''
        ? sections
        : sections.filter((entry) => sectionText(entry).toLowerCase().includes(wanted.toLowerCase())),
    [wanted],
  )
  const lookAtSection = useCallback(() => {
    const wantedSection = section === '' ? null : body.current?.querySelector(`[data-section="${CSS.escape(section)}"]`)
    if (wantedSection) wantedSection.scrollIntoView()
    else body.current?.scrollTo({ top: 0 })
  }, [section])
  useEffect(lookAtSection, [lookAtSection, wanted])
  return (
    <div className={styles['methods']}>
      <nav className={styles['contents']} aria-label="Contents of the methods">
        <p className={styles['count']} role="status">
          {wanted === '' ? '' : `${shown.length} of ${plural(sections.length, 'section')}`}
        </p>
        <ul>
          {shown
            .filter(({ depth }) => depth > 1)
            .map(({ id, title, depth }) => (
              <li key={id} className={depth > 2 ? styles['deeper'] : undefined}>
                <a
                  href={helpAddress('methods', id, search)}
                  className={classes(styles['entry'], id === section && styles['here'])}
                  aria-current={id === section ? 'true' : undefined}
                  // A second click on the entry of the section shown changes no address.
                  onClick={lookAtSection}
                >
                  {title.replace(/\s*\([^()]*\)$/, '')}
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <div className={styles['text']} ref={body} tabIndex={0} role="region" aria-label="Methods">
        {shown.length === 0 ? <p className={styles['none']}>Nothing in the methods holds “{wanted}”.</p> : null}
        {shown.map(({ id, title, depth, body: tokens }) => {
          const Heading = depth === 1 ? 'h2' : depth === 2 ? 'h3' : 'h4'
          return (
            <section key={id} data-section={id} className={styles['section']}>
              <Heading className={depth === 3 ? styles['minor'] : styles['major']}>
                <Highlighted text={title} search={wanted} />
              </Heading>
              <MarkdownText tokens={tokens} search={wanted} />
            </section>
          )
        })}
      </div>
    </div>
  )
}
