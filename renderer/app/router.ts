import {
  keptAfter,
  keptFromText,
  keptOnArrival,
  textsOf,
  type KeptSettings,
  type SettingChanges,
  type ViewSettings,
} from '../settings/view-settings.ts'
import type { Settings } from '../settings/setting.ts'
import { parseRoute, routeText } from './route.ts'

/** What the router needs of a window. */
export interface RoutedWindow {
  readonly location: { hash: string }
  readonly history: { replaceState(data: unknown, unused: string, url: string): void }
  /** Where the settings of views that are not shown outlast a reload; refused by some browsers. */
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>
  addEventListener(type: 'hashchange', listener: () => void): void
}

export interface RouterState {
  readonly view: ViewSettings
  readonly kept: KeptSettings
  /** The views that were shown, the latest first, each once. */
  readonly visited: readonly ViewSettings[]
}

const storedAs = 'cladescope.settings'

/**
 * The view shown and the settings of all views. The address is what counts for the view shown: it names all that is not
 * usual, the comparison included, so a link, a reload and the browser's back restore it. The settings of the other
 * views are kept for the session and stand in the links that lead there.
 */
export class Router {
  readonly #window: RoutedWindow
  readonly #views: readonly ViewSettings[]
  readonly #opensAt: ViewSettings
  readonly #listeners = new Set<() => void>()
  #state: RouterState

  constructor(window: RoutedWindow, views: readonly ViewSettings[], opensAt: ViewSettings) {
    this.#window = window
    this.#views = views
    this.#opensAt = opensAt
    this.#state = this.#arrived(keptFromText(this.#stored()), [])
    window.addEventListener('hashchange', () => this.#move(this.#arrived(this.#state.kept, this.#state.visited)))
  }

  get state(): RouterState {
    return this.#state
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The address of a view with its kept settings and these changes. */
  addressOf<S extends Settings>(view: ViewSettings<S>, changes: SettingChanges<S> = {}): string {
    return routeText(view.view, textsOf(keptAfter(this.#state.kept, view, changes), view))
  }

  /** Goes to a view; the step can be undone with the browser's back. */
  goTo<S extends Settings>(view: ViewSettings<S>, changes: SettingChanges<S> = {}): void {
    this.#window.location.hash = this.addressOf(view, changes)
  }

  /** Changes settings of the view shown in place, without a new step in the history. */
  change<S extends Settings>(view: ViewSettings<S>, changes: SettingChanges<S>): void {
    const kept = keptAfter(this.#state.kept, view, changes)
    const address = routeText(view.view, textsOf(kept, view))
    if (view.view === this.#state.view.view && address !== this.#window.location.hash)
      this.#window.history.replaceState(null, '', address)
    this.#move({ ...this.#state, kept })
  }

  /** Forgets what all views keep, and shows the view that the page opens at: ids of before mean nothing any more. */
  reset(): void {
    this.#window.history.replaceState(null, '', routeText(this.#opensAt.view, {}))
    this.#move({ view: this.#opensAt, kept: keptFromText(null), visited: [this.#opensAt] })
  }

  #arrived(kept: KeptSettings, visited: readonly ViewSettings[]): RouterState {
    const route = parseRoute(this.#window.location.hash)
    const named = this.#views.find((candidate) => candidate.view === route.view)
    const view = named ?? this.#opensAt
    return {
      view,
      // An address that names no view says nothing of its settings either.
      kept: named === undefined ? kept : keptOnArrival(kept, named, route.settings),
      visited: [view, ...visited.filter((earlier) => earlier !== view)],
    }
  }

  #move(state: RouterState): void {
    this.#state = state
    try {
      this.#window.sessionStorage.setItem(storedAs, JSON.stringify(state.kept))
    } catch {
      // Without the storage a reload keeps what stands in the address.
    }
    for (const listener of this.#listeners) listener()
  }

  #stored(): string | null {
    try {
      return this.#window.sessionStorage.getItem(storedAs)
    } catch {
      return null
    }
  }
}
