import { useEffect, useMemo, useRef, type ReactNode } from 'react'
import { Button } from '../components/button.tsx'
import { ErrorBoundary } from '../components/error-boundary.tsx'
import { Icon } from '../components/icon.tsx'
import { Notice } from '../components/states.tsx'
import { ViewTabsContext } from '../components/view-header.tsx'
import { Commands } from '../commands/commands.tsx'
import { FindButton } from '../commands/find-button.tsx'
import { useConnection, useConnectionState, useFreshAnswers } from '../api/queries.tsx'
import { FirstMentions, FirstMentionsContext } from '../help/first-mentions.ts'
import { OpenedFiles } from '../opened/opened-files.tsx'
import { FaultyProject } from '../projects/faulty-project.tsx'
import { useOpenProject } from '../projects/use-open-project.ts'
import { ProjectMenu } from './project-menu.tsx'
import { QueueStatus } from './queue-status.tsx'
import { textsOf } from '../settings/view-settings.ts'
import { barEntryOf, pages } from './navigation.ts'
import { NavigationBar } from './navigation-bar.tsx'
import { drawnViews } from './routes.ts'
import { ThemeSwitch } from './theme-switch.tsx'
import { UndoLine } from './undo-line.tsx'
import { useRouterState } from './use-route.ts'
import { ViewTabs } from './view-tabs.tsx'
import styles from './app.module.css'

/** The frame around every view: navigation rail, connection state, and the view that the address names. */
export function App() {
  useFreshAnswers()
  const { fault, generation } = useOpenProject()
  const state = useRouterState()
  const { view, kept } = state
  const page = pages.find((entry) => entry.settings === view)
  const View = drawnViews.find(({ settings }) => settings === view)?.component
  const entry = page === undefined ? barEntryOf(view) : undefined
  const main = useRef<HTMLElement>(null)
  /** What is shown: the view, and of a page what it is about. */
  const texts = textsOf(kept, view)
  const subject = [view.view, ...(page?.about ?? []).map((name) => texts[name])].join(' ')
  const previous = useRef(subject)

  useEffect(() => {
    // After a change of view the keyboard and the screen reader go on at the new view, not at the link that led there.
    if (previous.current !== subject) {
      main.current?.focus()
      main.current?.scrollTo({ top: 0 })
    }
    previous.current = subject
  }, [subject])

  return (
    <div className={styles['app']}>
      <a
        className={styles['skip']}
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to the view
      </a>
      <header className={styles['rail']}>
        <div className={styles['brand']}>
          <span className={styles['mark']}>
            <Icon name="tree" size={18} />
          </span>
          <span className={styles['wide']}>Cladescope</span>
        </div>
        <ProjectMenu />
        <FindButton />
        <NavigationBar {...state} />
        <div className={styles['foot']}>
          <QueueStatus />
          <ThemeSwitch />
        </div>
      </header>
      <main className={styles['main']} ref={main} tabIndex={-1} id="main">
        <ConnectionNotice />
        <ViewTabsContext
          value={entry === undefined || entry.views.length === 1 ? null : <ViewTabs entry={entry} shown={view} />}
        >
          <ErrorBoundary key={`${String(generation)} ${subject}`} title="This view ran into a fault of its own">
            <Mentions>{fault !== null ? <FaultyProject /> : View === undefined ? null : <View />}</Mentions>
          </ErrorBoundary>
        </ViewTabsContext>
        <UndoLine />
      </main>
      <OpenedFiles />
      <Commands />
    </div>
  )
}

/** A view in which the first mention of a word explains it. */
function Mentions({ children }: { readonly children: ReactNode }) {
  const mentions = useMemo(() => new FirstMentions(), [])
  return <FirstMentionsContext value={mentions}>{children}</FirstMentionsContext>
}

function ConnectionNotice() {
  const state = useConnectionState()
  const connection = useConnection()
  if (state !== 'lost' && state !== 'down') return null
  return (
    <div className={styles['lost']}>
      <Notice
        tone="danger"
        action={
          <Button look="quiet" onPress={() => connection.retryNow()}>
            Try now
          </Button>
        }
      >
        <strong>{state === 'lost' ? 'The connection was lost.' : 'Cladescope’s engine has stopped.'}</strong>{' '}
        {state === 'lost'
          ? 'It is tried again every few seconds; until then what is shown may be out of date.'
          : 'It ended several times, or could not open its database. What is shown may be out of date.'}
        {state === 'lost' && window.cladescope === undefined
          ? ' After a restart of “cladescope serve” the page is reached by the address that it prints.'
          : ''}
      </Notice>
    </div>
  )
}
