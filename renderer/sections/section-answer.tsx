import type { ReactNode } from 'react'
import type { OperationProgress as Progressing } from '../api/followed-operation.ts'
import { Button } from '../components/button.tsx'
import { OperationProgress } from '../components/operation-progress.tsx'
import { Notice } from '../components/states.tsx'

interface SectionAnswerProps<Answer> {
  readonly call: {
    readonly answer: Answer | undefined
    readonly error: Error | null
    readonly isBusy: boolean
    readonly isCancelled: boolean
    readonly progress: Progressing | null
    readonly cancel: () => void
    readonly again: () => void
  }
  /** What is under way: `Comparing the models`. */
  readonly doing: string
  readonly children: (answer: Answer) => ReactNode
}

/** A long computation in a section: under way with a way to end it, ended, failed, or its answer. */
export function SectionAnswer<Answer>({ call, doing, children }: SectionAnswerProps<Answer>) {
  const { answer, error, isBusy, isCancelled, progress, cancel, again } = call
  const computeAgain = <Button onPress={again}>Compute again</Button>
  return (
    <>
      {isBusy ? <OperationProgress label={doing} progress={progress} onCancel={cancel} /> : null}
      {isCancelled ? (
        <Notice tone="info" action={computeAgain}>
          Cancelled.{answer === undefined ? '' : ' What is shown was computed before.'}
        </Notice>
      ) : null}
      {error === null ? null : (
        <Notice tone="danger" action={computeAgain}>
          Not computed: {error.message}
        </Notice>
      )}
      {answer === undefined ? null : children(answer)}
    </>
  )
}
