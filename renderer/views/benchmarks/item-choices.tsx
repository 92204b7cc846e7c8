import { fixed } from '../../../core/format/interval.ts'
import { printable, printableLines } from '../../../core/format/printable.ts'
import { choiceText } from '../../../core/format/visible-text.ts'
import { classes } from '../../components/classes.ts'
import textStyles from '../../components/text.module.css'
import styles from './benchmarks.module.css'

interface ShownChoice {
  readonly context: string
  readonly continuation: string
  readonly text: string
  readonly logLikelihood?: number
  readonly tokens?: number
}

interface ItemChoicesProps {
  readonly index: number
  readonly group: string | null
  readonly choices: readonly ShownChoice[]
  readonly gold: readonly number[]
  /** What the model took for the answer, and whether that is right; absent before a run. */
  readonly answer?: { readonly chosen: number; readonly correct: boolean }
}

/** One item: what is read first, and each choice with what the model made of it. */
export function ItemChoices({ index, group, choices, gold, answer }: ItemChoicesProps) {
  const context = choices[0]?.context ?? ''
  const isShared = choices.every((choice) => choice.context === context)
  return (
    <article className={styles['item']} aria-label={`Item ${index}`}>
      <header className={styles['itemHead']}>
        <span className={textStyles['muted']}>
          {index}
          {group === null ? '' : ` · ${printable(group)}`}
        </span>
        {answer === undefined ? null : (
          <span className={answer.correct ? styles['right'] : styles['wrong']}>
            {answer.correct ? 'right' : 'wrong'}
          </span>
        )}
      </header>
      {isShared ? (
        <pre className={styles['context']} ref={showEnd} tabIndex={0} aria-label="What is read first">
          {printableLines(context)}
        </pre>
      ) : null}
      <table className={styles['choices']}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Choice</th>
            <th scope="col">Mark</th>
            {answer === undefined ? null : <th scope="col">Log-likelihood</th>}
            {answer === undefined ? null : <th scope="col">Tokens</th>}
          </tr>
        </thead>
        <tbody>
          {choices.map((choice, position) => (
            <tr
              key={position}
              className={classes(
                gold.includes(position) && styles['gold'],
                answer?.chosen === position && styles['chosen'],
              )}
            >
              <td className={styles['choiceText']}>
                {isShared ? null : <span className={textStyles['muted']}>{printableLines(choice.context)}</span>}
                {choiceText(choice.continuation)}
              </td>
              <td className={styles['marks']}>
                {gold.includes(position) ? <span className={styles['right']}>true</span> : null}
                {answer?.chosen === position ? <span className={styles['pickMark']}>chosen</span> : null}
              </td>
              {choice.logLikelihood === undefined ? null : (
                <td
                  className={classes(textStyles['figures'], styles['count'])}
                  title="Natural log-likelihood of the choice given the context"
                >
                  {fixed(choice.logLikelihood, 3)}
                </td>
              )}
              {choice.tokens === undefined ? null : (
                <td className={classes(textStyles['figures'], styles['count'])} title="Tokens of the choice">
                  {choice.tokens} tok
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  )
}

/** The question stands at the end, behind the examples. */
function showEnd(element: HTMLElement | null): void {
  if (element !== null) element.scrollTop = element.scrollHeight
}
