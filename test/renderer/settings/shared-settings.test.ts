import { expect, test } from 'vitest'
import { readSettings } from '../../../renderer/settings/setting.ts'
import { keptAfter, textsOf, type KeptSettings } from '../../../renderer/settings/view-settings.ts'
import { matrixView } from '../../../renderer/views/matrix/matrix-settings.ts'
import { reportView } from '../../../renderer/views/report/report-settings.ts'
import { treeView } from '../../../renderer/views/tree/tree-settings.ts'

const nothing: KeptSettings = { comparison: {}, views: {} }

test('a report has the tree that the view Tree shows: by behaviour alone, or with lineages inside of families', () => {
  const chosen = keptAfter(nothing, treeView, { inside: 'weights', replicates: 1000 })
  const ofReport = readSettings(reportView.settings, textsOf(chosen, reportView))
  expect(ofReport.inside).toBe('weights')
  expect(ofReport.replicates).toBe(100)
  const back = keptAfter(chosen, reportView, { inside: 'behaviour' })
  expect(readSettings(treeView.settings, textsOf(back, treeView))).toMatchObject({
    inside: 'behaviour',
    replicates: 1000,
  })
})

test('views without a tree neither hold nor lose that choice', () => {
  const chosen = keptAfter(nothing, treeView, { inside: 'weights' })
  const between = keptAfter(chosen, matrixView, { show: 'distance', genome: 'g' })
  expect(textsOf(between, matrixView)).toEqual({ show: 'distance', genome: 'g' })
  expect(textsOf(between, reportView)).toMatchObject({ inside: 'weights', genome: 'g' })
})
