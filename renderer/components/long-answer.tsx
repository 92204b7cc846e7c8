import { useEffect, useState, type ReactNode } from 'react'
import type { OperationProgress as Progressing } from '../api/followed-operation.ts'
import { Button } from './button.tsx'
import type { IconSource } from './icon-paths.ts'
import { OperationProgress } from './operation-progress.tsx'
import { EmptyState, ErrorState, LoadingState, Notice } from './states.tsx'
import styles from './long-answer.module.css'

interface LongAnswerProps<Answer> {
  readonly call: {
    /** Undefined where there is none; that of an earlier question, while another one is on its way. */
    readonly answer: Answer | undefined
    readonly error: Error | null
    readonly isBusy: boolean
    /** Whether what was asked for is neither here nor on its way, and has not failed. */
    readonly isCancelled: boolean
    readonly progress: Progressing | null
    readonly cancel: () => void
    readonly again: () => void
  }
  readonly icon: IconSource
  /** What is under way: `Comparing the models`. */
  readonly doing: string
  /** What is said where it fails: `The models could not be compared`. */
  readonly failed: string
  /** What is said where it was cancelled, and nothing is shown. */
  readonly nothing: string
  /** What is said where it was cancelled, of what is shown still. */
  readonly before: string
  /** Buttons that begin it again. */
  readonly actions?: ReactNode
  readonly children: (answer: Answer) => ReactNode
}

/** A long computation around its answer: under way with a way to end it, cancelled, failed, not there yet. */
export function LongAnswer<Answer>(props: LongAnswerProps<Answer>) {
  const { call, icon, doing, failed, nothing, before, children } = props
  const { answer, error, isBusy, isCancelled, progress, cancel, again } = call
  const isLong = useLasting(isBusy)
  const actions = props.actions ?? <Button onPress={again}>Compute again</Button>
  return (
    <>
      {answer !== undefined && isBusy && isLong ? (
        <div className={styles['note']}>
          <OperationProgress label={doing} progress={progress} onCancel={cancel} />
        </div>
      ) : null}
      {answer === undefined || !isCancelled ? null : (
        <div className={styles['note']}>
          <Notice tone="info" action={actions}>
            Cancelled. {before}
          </Notice>
        </div>
      )}
      {answer === undefined || error === null ? null : (
        <div className={styles['note']}>
          <Notice tone="danger" action={actions}>
            Not computed anew: {error.message} What is shown was computed before.
          </Notice>
        </div>
      )}
      {answer !== undefined ? (
        children(answer)
      ) : isCancelled ? (
        <EmptyState icon={icon} title="Cancelled" action={actions}>
          {nothing}
        </EmptyState>
      ) : error === null ? (
        <LoadingState label={doing} progress={progress} {...(isLong ? { onCancel: cancel } : {})} />
      ) : (
        <ErrorState title={failed} error={error} onRetry={again} />
      )}
    </>
  )
}

/** What ends sooner (milliseconds) is not worth a line that moves what stands below. */
const worthALine = 400

/** Whether something has been going on for a while. */
function useLasting(isGoing: boolean): boolean {
  const [isLasting, setLasting] = useState(false)
  useEffect(() => {
    if (!isGoing) return
    const timer = setTimeout(() => setLasting(true), worthALine)
    return () => {
      clearTimeout(timer)
      setLasting(false)
    }
  }, [isGoing])
  return isLasting
}
