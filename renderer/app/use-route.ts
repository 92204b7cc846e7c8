import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { comparisonSettings, type ComparisonSettings } from '../settings/comparison-settings.ts'
import { readSettings, type Settings, type ValuesOf } from '../settings/setting.ts'
import { textsOf, type SettingChanges, type ViewSettings } from '../settings/view-settings.ts'
import { Router, type RouterState } from './router.ts'

let router: Router | undefined

/** Before the first view is drawn. */
export function startRouting(views: readonly ViewSettings[], opensAt: ViewSettings): void {
  router = new Router(window, views, opensAt)
}

function theRouter(): Router {
  if (router === undefined) throw new Error('Expected startRouting to be called first.')
  return router
}

export function useRouterState(): RouterState {
  return useSyncExternalStore(theRouter().subscribe, () => theRouter().state)
}

/** Shows the page as it opens, with nothing kept of what was shown before. */
export function resetRouting(): void {
  theRouter().reset()
}

/** Where a link to a view leads: to its settings as they were left, and to the comparison as it is held. */
export function addressOf<S extends Settings>(view: ViewSettings<S>, changes: SettingChanges<S> = {}): string {
  return theRouter().addressOf(view, changes)
}

/** Goes to a view as it was left, but for these changes; the step can be undone with the browser's back. */
export function goTo<S extends Settings>(view: ViewSettings<S>, changes: SettingChanges<S> = {}): void {
  theRouter().goTo(view, changes)
}

/**
 * The settings of a view, the comparison included where it holds it. They survive leaving the view, and stand in the
 * address while it is shown. `change` replaces settings in place, without a new step in the history.
 */
export function useViewSettings<S extends Settings>(
  view: ViewSettings<S>,
): readonly [values: ValuesOf<S>, change: (changes: SettingChanges<S>) => void] {
  const { kept } = useRouterState()
  const ofView = kept.views[view.view]
  const { comparison } = kept
  const values = useMemo(
    () => readSettings(view.settings, textsOf({ comparison, views: { [view.view]: ofView ?? {} } }, view)),
    [view, ofView, comparison],
  )
  const change = useCallback((changes: SettingChanges<S>) => theRouter().change(view, changes), [view])
  return [values, change]
}

/** The comparison that the views hold in common. */
export function useComparisonSettings(): readonly [
  values: ComparisonSettings,
  change: (changes: SettingChanges<typeof comparisonSettings>) => void,
] {
  const { kept } = useRouterState()
  const values = useMemo(() => readSettings(comparisonSettings, kept.comparison), [kept.comparison])
  const change = useCallback((changes: SettingChanges<typeof comparisonSettings>) => {
    const { view } = theRouter().state
    theRouter().change(view as ViewSettings<typeof comparisonSettings>, changes)
  }, [])
  return [values, change]
}
