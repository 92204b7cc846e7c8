import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './wide-table.module.css'

interface WideTableProps {
  readonly label: string
  /** How the table looks. */
  readonly look: string | undefined
  /** Head and body. */
  readonly children: ReactNode
}

/**
 * A table that scrolls sideways in a region of its own where its place is too narrow; the first column stays in view.
 */
export function WideTable({ label, look, children }: WideTableProps) {
  return (
    // The keyboard can only scroll what it can reach.
    <div className={styles['region']} role="region" aria-label={`Table: ${label}`} tabIndex={0}>
      <table className={classes(look, styles['table'])} aria-label={label}>
        {children}
      </table>
    </div>
  )
}
