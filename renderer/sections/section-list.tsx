import { useEffect, useState } from 'react'
import { classes } from '../components/classes.ts'
import styles from './section-list.module.css'

interface SectionListProps {
  readonly sections: readonly { readonly id: string; readonly title: string }[]
}

/** Id of the heading of a section. */
export function headingId(section: string): string {
  return `section-${section}`
}

/** The sections of a page, in sight while it is scrolled. A link leads the keyboard to the section, too. */
export function SectionList({ sections }: SectionListProps) {
  const current = useSectionRead(sections.map(({ id }) => id).join(' '))
  return (
    <nav className={styles['sections']} aria-label="Sections of the page" data-actions="Section">
      <ul className={styles['list']}>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a
              href={`#${headingId(id)}`}
              className={classes(styles['link'], id === current && styles['here'])}
              aria-current={id === current ? 'location' : undefined}
              onClick={(event) => {
                // The fragment of the address names the view.
                event.preventDefault()
                const heading = document.getElementById(headingId(id))
                heading?.scrollIntoView({ block: 'start' })
                heading?.focus({ preventScroll: true })
              }}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The last section whose heading is in the upper part of the window, or above it. */
function useSectionRead(ids: string): string | undefined {
  const [read, setRead] = useState<string>()
  useEffect(() => {
    const update = () => {
      const above = ids.split(' ').filter((id) => {
        const heading = document.getElementById(headingId(id))
        return heading !== null && heading.getBoundingClientRect().top < window.innerHeight / 3
      })
      setRead(above.at(-1))
    }
    update()
    // Scrolling does not bubble, and which part of the page scrolls depends on the width of the window.
    document.addEventListener('scroll', update, { capture: true, passive: true })
    return () => document.removeEventListener('scroll', update, { capture: true })
  }, [ids])
  return read
}
