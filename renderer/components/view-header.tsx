import { useEffect, type ReactNode } from 'react'
import styles from './view-header.module.css'

interface ViewHeaderProps {
  readonly title: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}

/** The head of a view: its name, which is the window's too, one short fact, and its actions. */
export function ViewHeader({ title, note, children }: ViewHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Cladescope`
  }, [title])
  return (
    <header className={styles['header']}>
      <h1 className={styles['title']}>{title}</h1>
      {note === undefined ? null : <span className={styles['note']}>{note}</span>}
      <div className={styles['actions']}>{children}</div>
    </header>
  )
}
