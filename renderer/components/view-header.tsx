import { createContext, useContext, useEffect, type ReactNode } from 'react'
import { useCall } from '../api/queries.tsx'
import { useRouterState } from '../app/use-route.ts'
import { ExplanationButton, ViewExplanation } from '../help/view-explanation.tsx'
import { viewHelp } from '../help/view-help.ts'
import styles from './view-header.module.css'

/** Links to the views that are tabs of the same entry of the navigation; null where the view has its entry alone. */
export const ViewTabsContext = createContext<ReactNode>(null)

interface ViewHeaderProps {
  readonly title: string
  readonly note?: ReactNode
  readonly children?: ReactNode
}

/**
 * The head of a view: its name, in the title of the window with that of the project, one short fact, its actions, and
 * what the view is for.
 */
export function ViewHeader({ title, note, children }: ViewHeaderProps) {
  const project = useCall('projects.state', {}).data?.open?.name
  useEffect(() => {
    document.title = [title, ...(project === undefined ? [] : [project]), 'Cladescope'].join(' · ')
  }, [title, project])
  const tabs = useContext(ViewTabsContext)
  const help = viewHelp[useRouterState().view.view]
  return (
    <>
      <header className={styles['header']}>
        {/* Of the tabs the one shown says the title. */}
        <h1 className={tabs === null ? styles['title'] : 'visually-hidden'}>{title}</h1>
        {tabs}
        {help === undefined ? null : <ExplanationButton />}
        {note === undefined ? null : <span className={styles['note']}>{note}</span>}
        <div className={styles['actions']} data-actions="">
          {children}
        </div>
      </header>
      {help === undefined ? null : <ViewExplanation help={help} />}
    </>
  )
}
