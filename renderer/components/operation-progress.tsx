import type { OperationProgress as Progressing } from '../api/followed-operation.ts'
import { durationText, countText } from '../../core/format/quantity.ts'
import { Button } from './button.tsx'
import { Progress } from './progress.tsx'
import styles from './progress.module.css'

interface OperationProgressProps {
  /** What is under way. */
  readonly label: string
  /** Null while nothing is known. */
  readonly progress: Progressing | null
  readonly onCancel: () => void
}

/** A long computation under way: how far, how long still, and the button that ends it. */
export function OperationProgress({ label, progress, onCancel }: OperationProgressProps) {
  const counted =
    progress === null || progress.total <= 1
      ? ''
      : `${countText(progress.done)} of ${countText(progress.total)} ${progress.unit}`
  const left = progress === null || progress.left === null ? '' : `about ${durationText(progress.left)} left`
  return (
    <div className={styles['operation']}>
      <div className={styles['operationText']}>
        <span>{progress === null || progress.item === '' ? label : `${label}: ${progress.item.toLowerCase()}`}</span>
        <span className={styles['operationFacts']}>{[counted, left].filter((part) => part !== '').join(', ')}</span>
      </div>
      <Progress
        label={label}
        done={progress?.done ?? 0}
        total={progress?.total ?? 1}
        isIndeterminate={progress === null}
        thin
      />
      <Button look="quiet" onPress={onCancel}>
        Cancel
      </Button>
    </div>
  )
}
