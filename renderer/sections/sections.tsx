import { ErrorBoundary } from '../components/error-boundary.tsx'
import { OperationProgress } from '../components/operation-progress.tsx'
import { Notice } from '../components/states.tsx'
import textStyles from '../components/text.module.css'
import { useCancellableCommand } from '../api/use-cancellable-call.ts'
import { firstMissing, stepsOf } from './needs.ts'
import type { Section } from './section.ts'
import { headingId, SectionList } from './section-list.tsx'
import { StepButton } from './step-button.tsx'
import type { Subject } from './subject.ts'
import styles from './sections.module.css'

interface SectionsProps<S extends Subject> {
  readonly sections: readonly Section<S>[]
  readonly subject: S
  /** Asks again for what could not be had of the library. */
  readonly onRetry: () => void
}

/** The sections of a page one below the other, and at the end what is missing of them all. */
export function Sections<S extends Subject>({ sections, subject, onRetry }: SectionsProps<S>) {
  const reading = useCancellableCommand('lineage.sketch')
  const shown = sections.filter(({ isShown }) => isShown?.(subject) ?? true)
  const steps = stepsOf(
    shown.flatMap(({ needs }) => needs),
    subject,
  )
  const failed = (reading.data?.models ?? []).filter(({ failure }) => failure !== null)
  return (
    <>
      <SectionList sections={[...shown, nextSection]} />
      {reading.isPending ? (
        <OperationProgress label="Reading weights" progress={reading.progress} onCancel={reading.cancel} />
      ) : null}
      {failed.map(({ modelId, modelName, failure }) => (
        <Notice key={modelId} tone="warning">
          {modelName}: {failure}
        </Notice>
      ))}
      {reading.error === null ? null : <Notice tone="danger">{reading.error.message}</Notice>}
      {shown.map(({ id, title, needs, Content }) => {
        const missing = firstMissing(needs, subject)
        return (
          <SectionFrame key={id} id={id} title={title}>
            {missing === undefined ? (
              <p className={textStyles['muted']}>Reading…</p>
            ) : missing === null ? (
              <ErrorBoundary title="This section ran into a fault of its own">
                <Content subject={subject} />
              </ErrorBoundary>
            ) : (
              <div className={styles['missing']}>
                <p className={textStyles['muted']}>{missing.text}</p>
                {missing.step === null ? null : <StepButton step={missing.step} reading={reading} onRetry={onRetry} />}
              </div>
            )}
          </SectionFrame>
        )
      })}
      <SectionFrame {...nextSection}>
        {steps.length === 0 ? (
          <p className={textStyles['muted']}>Nothing is missing of what stands above.</p>
        ) : (
          <ul className={styles['steps']}>
            {steps.map((missing) => (
              <li key={missing.text} className={styles['missing']}>
                <span>{missing.text}</span>
                {missing.step === null ? null : <StepButton step={missing.step} reading={reading} onRetry={onRetry} />}
              </li>
            ))}
          </ul>
        )}
      </SectionFrame>
    </>
  )
}

/** What is missing of all sections, with the steps that bring it. */
const nextSection = { id: 'next', title: 'What can be done next' } as const

function SectionFrame({
  id,
  title,
  children,
}: {
  readonly id: string
  readonly title: string
  readonly children: React.ReactNode
}) {
  return (
    <section className={styles['section']} aria-labelledby={headingId(id)}>
      <h2 id={headingId(id)} tabIndex={-1} className={styles['title']}>
        {title}
      </h2>
      <div className={styles['content']}>{children}</div>
    </section>
  )
}
