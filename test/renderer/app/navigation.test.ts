import { describe, expect, test } from 'vitest'
import { shownAnalyses } from '../../../engine/analyses/all.ts'
import { allViewSettings, barEntries, barEntryOf, pages, views } from '../../../renderer/app/navigation.ts'
import { modelView } from '../../../renderer/views/model/model-settings.ts'
import { scoresView } from '../../../renderer/views/scores/scores-settings.ts'

describe('the navigation', () => {
  test('has fewer than ten entries, however many analyses there are', () => {
    expect(barEntries.length).toBeLessThan(10)
    expect(new Set(barEntries.map(({ name }) => name)).size).toBe(barEntries.length)
  })

  test('leads to every view by one entry and one address', () => {
    expect(new Set(views.map(({ name }) => name)).size).toBe(views.length)
    expect(new Set(allViewSettings.map(({ view }) => view)).size).toBe(allViewSettings.length)
  })

  test('has addresses that stay what they were', () => {
    expect(allViewSettings.map(({ view }) => view)).toEqual(
      expect.arrayContaining([
        ...['library', 'probe', 'tree', 'matrix', 'map', 'lineage', 'scores', 'benchmarks', 'forecast', 'scaling'],
        ...['emergence', 'report', 'model', 'pair'],
      ]),
    )
  })

  test('has a tab for each analysis that is shown by its definition alone', () => {
    for (const { shown } of shownAnalyses) expect(views.map(({ name }) => name)).toContain(shown.title)
  })

  test('says of a page the entry of the view that it stands under', () => {
    expect(pages.map(({ settings }) => barEntryOf(settings)?.name)).toEqual(['Library', 'Library'])
    expect(barEntryOf(modelView)?.name).toBe('Library')
    expect(barEntryOf(scoresView)?.name).toBe('Scores')
  })
})
