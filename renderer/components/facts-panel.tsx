import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import styles from './facts-panel.module.css'

interface FactsPanelProps {
  /** What is told, e.g. `Facts` or `Scores`. */
  readonly what: string
  /** Of which model. */
  readonly name: string
  /** How the name is shown, where it is more than a text. */
  readonly heading?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What is known of one row of a table, beside it. */
export function FactsPanel({ what, name, heading = name, onClose, children }: FactsPanelProps) {
  return (
    <aside className={styles['panel']} aria-label={`${what} of ${name}`}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{heading}</h2>
        <IconButton icon="close" label={`Close ${what.toLowerCase()}`} onPress={onClose} />
      </div>
      {children}
    </aside>
  )
}
