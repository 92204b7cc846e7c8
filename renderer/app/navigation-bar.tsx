import { classes } from '../components/classes.ts'
import { Icon } from '../components/icon.tsx'
import { barEntryOf, questions, type BarEntry } from './navigation.ts'
import type { RouterState } from './router.ts'
import { addressOf } from './use-route.ts'
import styles from './navigation-bar.module.css'

/** The entries by question. An entry of several views leads to the one of them that was shown last. */
export function NavigationBar({ view, visited }: RouterState) {
  const here = barEntryOf(view)
  const lastShown = ({ views }: BarEntry) =>
    visited.find((settings) => views.some((entry) => entry.settings === settings)) ?? views[0]!.settings
  return (
    <nav className={styles['nav']} aria-label="Views">
      {questions.map(({ question, entries }, index) => (
        <div key={question} className={styles['group']}>
          <p className={styles['question']} id={`question-${index}`}>
            {question}
          </p>
          <ul aria-labelledby={`question-${index}`}>
            {entries.map((entry) => {
              const target = lastShown(entry)
              return (
                <li key={entry.name}>
                  <a
                    className={classes(styles['link'], entry === here && styles['here'])}
                    href={addressOf(target)}
                    aria-current={entry !== here ? undefined : target === view ? 'page' : 'true'}
                    title={entry.name}
                  >
                    <Icon name={entry.icon} />
                    <span className={styles['wide']}>{entry.name}</span>
                  </a>
                </li>
              )
            })}
          </ul>
        </div>
      ))}
    </nav>
  )
}
