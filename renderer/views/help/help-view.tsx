import { lazy, Suspense } from 'react'
import { KeptTabs } from '../../app/kept-sections.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { SearchField } from '../../components/search-field.tsx'
import { LoadingState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { helpView } from './help-settings.ts'
import { ViewsPart } from './views-part.tsx'
import { WordsPart } from './words-part.tsx'
import styles from './help.module.css'

/** The methods are a long text, which is read where it is wanted. */
const MethodsPart = lazy(async () => ({ default: (await import('./methods-part.tsx')).MethodsPart }))

/** What the views are for, their words and the methods: all of it from files that ship with the app. */
export function HelpView() {
  const [{ section, search }, change] = useViewSettings(helpView)
  return (
    <>
      <ViewHeader title="Help">
        <div className={styles['search']}>
          <SearchField label="Search the help" value={search} onChange={(value) => change({ search: value })} />
        </div>
      </ViewHeader>
      <div className={styles['page']}>
        <KeptTabs
          label="Parts of the help"
          tabs={[
            { id: 'views', name: 'Views', content: <ViewsPart search={search} /> },
            { id: 'words', name: 'Words', content: <WordsPart section={section} search={search} /> },
            {
              id: 'methods',
              name: 'Methods',
              content: (
                <Suspense fallback={<LoadingState label="Reading the methods" />}>
                  <MethodsPart section={section} search={search} />
                </Suspense>
              ),
            },
          ]}
        />
      </div>
    </>
  )
}
