import type { ReactNode } from 'react'
import type { OperationProgress } from '../api/followed-operation.ts'
import { SampleButton } from '../help/sample-button.tsx'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import type { IconSource } from './icon-paths.ts'
import { progressText } from './operation-progress.tsx'
import { Progress } from './progress.tsx'
import styles from './states.module.css'

interface EmptyStateProps {
  readonly icon: IconSource
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
  /** Whether the sample project would show something here. */
  readonly offersSample?: boolean
}

/** Nothing here yet: why, what to do next, and the button that does it. */
export function EmptyState({ icon, title, children, action, offersSample = false }: EmptyStateProps) {
  return (
    <div className={styles['state']} data-state="empty">
      <span className={styles['icon']}>
        <Icon name={icon} size={28} />
      </span>
      <h2 className={styles['title']}>{title}</h2>
      <p className={styles['text']}>{children}</p>
      {action === undefined && !offersSample ? null : (
        <div className={styles['action']} data-actions="">
          {action}
          {offersSample ? <SampleButton /> : null}
        </div>
      )}
    </div>
  )
}

export function ErrorState({
  title,
  error,
  onRetry,
}: {
  readonly title: string
  readonly error: Error
  readonly onRetry: () => void
}) {
  return (
    <div className={styles['state']} role="alert">
      <span className={`${styles['icon']} ${styles['bad']}`}>
        <Icon name="warning" size={28} />
      </span>
      <h2 className={styles['title']}>{title}</h2>
      <p className={styles['text']}>{error.message}</p>
      <div className={styles['action']}>
        <Button onPress={onRetry}>Try again</Button>
      </div>
    </div>
  )
}

/** A call without an answer: why, and a button that asks again. */
export function UnansweredState({
  title,
  call,
}: {
  readonly title: string
  readonly call: { readonly error: Error | null; readonly refetch: () => Promise<unknown> }
}) {
  return <ErrorState title={title} error={call.error ?? new Error('No answer.')} onRetry={() => void call.refetch()} />
}

interface LoadingStateProps {
  /** What is under way. */
  readonly label: string
  /** Null while nothing is known. */
  readonly progress?: OperationProgress | null
  /** Ends it; absent where there is nothing to end. */
  readonly onCancel?: () => void
}

export function LoadingState({ label, progress = null, onCancel }: LoadingStateProps) {
  return (
    <div className={styles['state']} role="status">
      <div className={styles['bar']}>
        <Progress
          label={label}
          done={progress?.done ?? 0}
          total={progress?.total ?? 1}
          isIndeterminate={progress === null}
          thin
        />
      </div>
      <p className={styles['text']}>{label}</p>
      {progress === null ? null : (
        <p className={styles['text']} aria-hidden>
          {progressText(progress)}
        </p>
      )}
      {onCancel === undefined ? null : (
        <div className={styles['action']}>
          <Button onPress={onCancel}>Cancel</Button>
        </div>
      )}
    </div>
  )
}

interface NoticeProps {
  readonly tone: 'info' | 'warning' | 'danger'
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** A remark that stands above what it is about. */
export function Notice({ tone, children, action }: NoticeProps) {
  return (
    <div className={`${styles['notice']} ${styles[tone]}`} role={tone === 'danger' ? 'alert' : 'note'}>
      <Icon name={tone === 'info' ? 'info' : 'warning'} />
      <div className={styles['noticeText']}>{children}</div>
      {action ?? null}
    </div>
  )
}
