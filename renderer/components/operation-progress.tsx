import type { OperationProgress as Progressing } from '../api/followed-operation.ts'
import { bytesText, countText, timeLeftText } from '../../core/format/quantity.ts'
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
  const item = progress?.item ?? ''
  // Of bytes the item is a model's name, of all else a step in words.
  const shownItem = progress?.unit === 'bytes' ? item : item.toLowerCase()
  return (
    <div className={styles['operation']}>
      <div className={styles['operationText']}>
        <span>{item === '' || shownItem === label.toLowerCase() ? label : `${label}: ${shownItem}`}</span>
        <span className={styles['operationFacts']}>{progressText(progress)}</span>
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

/** `12 of 100 replicates, about 8 s left`, as far as it is known. */
export function progressText(progress: Progressing | null): string {
  if (progress === null) return ''
  const { done, total, unit, left } = progress
  return [
    ...(total <= 1
      ? []
      : [
          unit === 'bytes'
            ? `${bytesText(done)} of ${bytesText(total)}`
            : `${countText(done)} of ${countText(total)} ${unit}`,
        ]),
    ...(left === null ? [] : [timeLeftText(left)]),
  ].join(', ')
}
