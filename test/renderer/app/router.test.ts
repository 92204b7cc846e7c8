import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Router, type RoutedWindow } from '../../../renderer/app/router.ts'
import { textsOf, type ViewSettings } from '../../../renderer/settings/view-settings.ts'
import { shownAnalyses } from '../../../engine/analyses/all.ts'
import { settingsOfAnalysis } from '../../../renderer/views/analysis/analysis-settings.ts'
import { benchmarksView } from '../../../renderer/views/benchmarks/benchmarks-settings.ts'
import { emergenceView } from '../../../renderer/views/emergence/emergence-settings.ts'
import { forecastView } from '../../../renderer/views/forecast/forecast-settings.ts'
import { scalingView } from '../../../renderer/views/scaling/scaling-settings.ts'
import { scoresView } from '../../../renderer/views/scores/scores-settings.ts'
import { libraryView } from '../../../renderer/views/library/library-settings.ts'
import { matrixView } from '../../../renderer/views/matrix/matrix-settings.ts'
import { probeView } from '../../../renderer/views/probe/probe-view-settings.ts'
import { reportView } from '../../../renderer/views/report/report-settings.ts'
import { treeView } from '../../../renderer/views/tree/tree-settings.ts'

const views: readonly ViewSettings[] = [
  libraryView,
  probeView,
  treeView,
  matrixView,
  scoresView,
  benchmarksView,
  forecastView,
  scalingView,
  emergenceView,
  reportView,
  ...shownAnalyses.map(settingsOfAnalysis),
]

/** A window with one entry of history at a time; `stored` outlasts a reload. */
function windowAt(hash: string, stored = new Map<string, string>()) {
  let current = hash
  let tell = () => {}
  const window: RoutedWindow & { readonly stored: Map<string, string> } = {
    stored,
    location: {
      get hash() {
        return current
      },
      set hash(next: string) {
        if (next === current) return
        current = next
        tell()
      },
    },
    history: {
      replaceState: (_data, _unused, url) => {
        current = url
      },
    },
    sessionStorage: {
      getItem: (name) => stored.get(name) ?? null,
      setItem: (name, text) => void stored.set(name, text),
    },
    addEventListener: (_type, listener) => {
      tell = listener
    },
  }
  return window
}

const opened = (window: RoutedWindow): Router => new Router(window, views, libraryView)

describe('what is kept while views change', () => {
  test('the comparison holds in the views that compare, each of which keeps its own settings', () => {
    const window = windowAt('#/tree')
    const router = opened(window)
    router.change(treeView, { layout: 'phylogram', measure: 'nei', models: ['a', 'b', 'c', 'd'] })
    expect(window.location.hash).toBe('#/tree?layout=phylogram&measure=nei&models=a%2Cb%2Cc%2Cd')
    router.goTo(matrixView)
    expect(window.location.hash).toBe('#/matrix?measure=nei&models=a%2Cb%2Cc%2Cd')
    router.change(matrixView, { show: 'distance', models: ['a', 'b'] })
    router.goTo(reportView)
    expect(window.location.hash).toBe('#/report?measure=nei&models=a%2Cb')
    expect(router.addressOf(treeView)).toBe('#/tree?layout=phylogram&measure=nei&models=a%2Cb')
    expect(router.addressOf(matrixView)).toBe('#/matrix?measure=nei&models=a%2Cb&show=distance')
  })

  test('models and genome of a probe are a choice of their own', () => {
    const router = opened(windowAt('#/tree?genome=g&models=a,b'))
    router.goTo(probeView, { models: ['c'], genome: 'h' })
    router.goTo(treeView)
    expect(textsOf(router.state.kept, treeView)).toEqual({ genome: 'g', models: 'a,b' })
    expect(router.addressOf(probeView)).toBe('#/probe?genome=h&models=c')
  })

  test('the views that were shown are known, the latest first', () => {
    const window = windowAt('#/tree')
    const router = opened(window)
    router.goTo(matrixView)
    router.goTo(reportView)
    router.goTo(matrixView)
    router.change(matrixView, { show: 'distance' })
    expect(router.state.visited).toEqual([matrixView, reportView, treeView])
  })

  test('an address says all that is not usual: what it leaves out is usual again', () => {
    const window = windowAt('#/tree?layout=circular&measure=nei')
    const router = opened(window)
    window.location.hash = '#/tree?models=a,b,c'
    expect(textsOf(router.state.kept, treeView)).toEqual({ models: 'a,b,c' })
    expect(router.addressOf(matrixView)).toBe('#/matrix?models=a%2Cb%2Cc')
  })

  test('a reload keeps the view shown by its address and the others by the session', () => {
    const window = windowAt('#/library')
    const router = opened(window)
    router.change(libraryView, { sort: { column: 'size', direction: 'descending' }, filter: 'oak', ticked: ['a', 'b'] })
    router.goTo(treeView, { models: ['a', 'b'] })
    const again = opened(windowAt(window.location.hash, window.stored))
    expect(again.addressOf(libraryView)).toBe('#/library?filter=oak&sort=-size&ticked=a%2Cb')
    expect(textsOf(again.state.kept, treeView)).toEqual({ models: 'a,b' })
    // An address without a view opens the first one, as it was left.
    expect(opened(windowAt('', window.stored)).state.view).toBe(libraryView)
    expect(opened(windowAt('', window.stored)).addressOf(libraryView)).toContain('filter=oak')
  })

  test('without a storage, or with another text in it, only the address counts', () => {
    const refusing = {
      ...windowAt('#/tree?layout=phylogram'),
      sessionStorage: {
        getItem: () => {
          throw new Error('denied')
        },
        setItem: () => {
          throw new Error('denied')
        },
      },
    }
    const router = opened(refusing)
    router.change(treeView, { seed: 3 })
    expect(textsOf(router.state.kept, treeView)).toEqual({ layout: 'phylogram', seed: '3' })
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"views":{"library":{"filter":3,"sort":"size"},"tree":[]},"comparison":7}',
    ]) {
      const kept = opened(windowAt('', new Map([['cladescope.settings', text]])))
      expect(kept.addressOf(treeView)).toBe('#/tree')
      expect(kept.addressOf(libraryView)).toMatch(/^#\/library(\?sort=size)?$/)
    }
  })
})

test('law: of every view, the address that leads to it restores it elsewhere', () => {
  const step = fc.constantFrom(...views).chain((view) =>
    fc.record({
      view: fc.constant(view),
      texts: fc.dictionary(
        fc.constantFrom(...Object.keys(view.settings)),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        {
          noNullPrototype: true,
        },
      ),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      const window = windowAt('')
      const router = opened(window)
      for (const { view, texts } of steps) {
        window.location.hash = `#/${view.view}?${new URLSearchParams(texts).toString()}`
        router.change(view, {})
      }
      for (const view of views) {
        const fresh = opened(windowAt(router.addressOf(view)))
        expect(fresh.state.view).toBe(view)
        expect(textsOf(fresh.state.kept, view)).toEqual(textsOf(router.state.kept, view))
      }
    }),
  )
})

test('every view has a name of its own, and those that compare hold the comparison', () => {
  expect(new Set(views.map(({ view }) => view)).size).toBe(views.length)
  for (const view of [treeView, matrixView, forecastView, reportView, ...shownAnalyses.map(settingsOfAnalysis)])
    expect(Object.keys(view.settings)).toEqual(expect.arrayContaining(['genome', 'alleles', 'measure', 'models']))
})
