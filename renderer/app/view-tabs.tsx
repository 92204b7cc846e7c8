import { classes } from '../components/classes.ts'
import type { ViewSettings } from '../settings/view-settings.ts'
import type { BarEntry } from './navigation.ts'
import { addressOf } from './use-route.ts'
import styles from './view-tabs.module.css'

/** The views of one entry of the navigation, in the head of each of them. They are links: each has its address. */
export function ViewTabs({ entry, shown }: { readonly entry: BarEntry; readonly shown: ViewSettings }) {
  return (
    <nav className={styles['views']} aria-label={`Views of ${entry.name}`}>
      <ul className={styles['tabs']}>
        {entry.views.map(({ name, settings }) => (
          <li key={settings.view}>
            <a
              className={classes(styles['tab'], settings === shown && styles['here'])}
              href={addressOf(settings)}
              aria-current={settings === shown ? 'page' : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
