import type { ReactNode } from 'react'
import { ClosePanelButton } from './button.tsx'
import { focusRow } from './data-table.tsx'
import styles from './facts-panel.module.css'

interface FactsPanelProps {
  /** What is told, e.g. `Facts` or `Scores`. */
  readonly what: string
  /** Of which row of the table. */
  readonly id: string
  /** The name of its model. */
  readonly name: string
  /** How the name is shown, where it is more than a text. */
  readonly heading?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What is known of one row of a table, beside it. Escape closes it, and the focus goes back to the row. */
export function FactsPanel({ what, id, name, heading = name, onClose, children }: FactsPanelProps) {
  const close = () => {
    focusRow(id)
    onClose()
  }
  return (
    <aside className={styles['panel']} aria-label={`${what} of ${name}`}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{heading}</h2>
        <ClosePanelButton label={`Close ${what.toLowerCase()}`} onPress={close} />
      </div>
      {children}
    </aside>
  )
}
