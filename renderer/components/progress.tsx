import { ProgressBar } from 'react-aria-components'
import { classes } from './classes.ts'
import styles from './progress.module.css'

interface ProgressProps {
  /** What is under way; read out, and drawn only where `text` is given. */
  readonly label: string
  readonly done: number
  readonly total: number
  /** Unknown how far: the bar moves. */
  readonly isIndeterminate?: boolean
  readonly tone?: 'normal' | 'paused' | 'failed'
  readonly thin?: boolean
}

export function Progress({ label, done, total, isIndeterminate, tone = 'normal', thin }: ProgressProps) {
  return (
    <ProgressBar
      aria-label={label}
      value={done}
      minValue={0}
      maxValue={Math.max(1, total)}
      isIndeterminate={isIndeterminate ?? false}
      className={classes(styles['progress'], styles[tone], thin === true && styles['thin'])}
    >
      {({ percentage, isIndeterminate: unknown }) => (
        <div className={styles['track']}>
          <div
            className={classes(styles['fill'], unknown && styles['unknown'])}
            style={{ width: unknown ? '30%' : `${percentage ?? 0}%` }}
          />
        </div>
      )}
    </ProgressBar>
  )
}
