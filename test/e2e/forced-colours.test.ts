import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine, type Engine } from '../../engine/engine.ts'
import { ensureSampleProject } from '../../engine/sample/sample-project.ts'
import { browserFor, openUi, type OpenUi } from './open-ui.ts'
import { walkByKeyboard } from './page-checks.ts'

const browser = await browserFor('colours that the system forces')

/** What WCAG 1.4.11 asks of drawings and of the parts of controls. */
const leastContrast = 3

/**
 * Runs in the page, as functions: the contrast of two colours as WCAG has it, the colour behind an element, and the
 * least contrast of the lines or fills that a selector finds to what is behind them.
 */
const contrastOf = `
  const channels = (colour) => { const canvas = document.createElement('canvas').getContext('2d'); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data }
  const luminance = (colour) => { const [r, g, b] = [...channels(colour)].slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)); return 0.2126 * r + 0.7152 * g + 0.0722 * b }
  const contrast = (one, other) => { const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b); return (high + 0.05) / (low + 0.05) }
  const behind = (element) => { for (let at = element; at !== null; at = at.parentElement) { const { backgroundColor } = getComputedStyle(at); if (channels(backgroundColor)[3] === 255) return backgroundColor } return 'Canvas' }
  const least = (selector, property) => { const found = [...document.querySelectorAll(selector)].filter((element) => !['none', 'rgba(0, 0, 0, 0)'].includes(getComputedStyle(element)[property])); return { found: found.length, least: Math.min(...found.map((element) => contrast(getComputedStyle(element)[property], behind(element.closest('svg').parentElement)))) } }
`

describe.skipIf(browser === undefined).each(['light', 'dark'] as const)(
  'in colours that the system forces, %s,',
  (colorScheme) => {
    let folder: string
    let engine: Engine
    let ui: OpenUi
    let page: Page

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'cladescope-forced-'))
      engine = await openEngine({
        databaseFile: ensureSampleProject(join(folder, 'sample.sqlite')),
        surroundings: { home: folder, platform: process.platform, variables: {} },
      })
      ui = await openUi(browser as Browser, engine, { forcedColors: 'active', colorScheme })
      page = ui.page
    })

    afterAll(async () => {
      expect(await ui.guarded.faults()).toEqual([])
      await ui?.close()
      await engine?.close()
      if (colorScheme === 'dark') await browser?.close()
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    })

    const go = (view: string) => page.evaluate(`window.location.hash = '#/${view}'`)
    /** The width of the outline that shows an element in a state; 0: none. */
    const outline = (element: Locator): Promise<number> =>
      element.evaluate((node) => {
        const { outlineStyle, outlineWidth } = node.ownerDocument.defaultView!.getComputedStyle(node)
        return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth)
      })
    const least = (selector: string, property: 'stroke' | 'fill') =>
      page.evaluate(
        `(() => { ${contrastOf}; return least(${JSON.stringify(selector)}, '${property}') })()`,
      ) as Promise<{
        readonly found: number
        readonly least: number
      }>

    test('where one is and what is ticked has an edge, and the rest has none', async () => {
      await go('library')
      const link = (name: string) =>
        page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name, exact: true })
      expect(await outline(link('Library'))).toBeGreaterThanOrEqual(2)
      expect(await outline(link('Tree'))).toBe(0)
      const rows = page.getByRole('grid', { name: 'Models' }).getByRole('row')
      await rows.nth(1).getByRole('checkbox').click({ force: true })
      await expect.poll(() => outline(rows.nth(1))).toBeGreaterThanOrEqual(2)
      expect(await outline(rows.nth(3))).toBe(0)
      // What is chosen among several.
      const chosen = page.getByRole('radiogroup', { name: 'Group by' }).locator('label')
      expect(await outline(chosen.nth(0))).toBeGreaterThanOrEqual(2)
      expect(await outline(chosen.nth(1))).toBe(0)
    })

    test.each(['library', 'tree', 'lineage'])('every stop of the keyboard is seen in %s', async (view) => {
      await go(view)
      await expect.poll(() => page.locator('main').getByRole('progressbar').count()).toBe(0)
      const { stops, faults } = await walkByKeyboard(page)
      expect(faults).toEqual([])
      expect(stops).toBeGreaterThan(8)
    })

    test('lines, marks and names of the tree stand out from what is behind them', async () => {
      await go('tree')
      await page.locator('svg[data-tree] text', { hasText: /^oak-tales$/ }).waitFor()
      const lines = await least('svg[data-tree] path', 'stroke')
      expect(lines.found).toBeGreaterThan(20)
      const names = await least('svg[data-tree] text', 'fill')
      expect(names.found).toBeGreaterThanOrEqual(15)
      expect(names.least).toBeGreaterThanOrEqual(4.5)
      const marks = await least('svg[data-tree] circle', 'fill')
      expect(marks.found).toBeGreaterThanOrEqual(15)
      // Faint lines from a name to its tip are only a help.
      const branches = await least('svg[data-tree] path:not([stroke-dasharray])', 'stroke')
      expect(branches.least).toBeGreaterThanOrEqual(leastContrast)
    })

    test('arrows and marks of the lineage do, and the mark that has the focus has an edge', async () => {
      await go('lineage')
      const drawing = page.getByRole('group', { name: /^Lineage by the weights\. A line leads/ })
      await drawing.waitFor()
      const arrows = await least('figure a path:nth-of-type(2)', 'stroke')
      expect(arrows.found).toBeGreaterThan(8)
      expect(arrows.least).toBeGreaterThanOrEqual(leastContrast)
      await drawing.focus()
      await page.keyboard.press('Home')
      const focused = page.locator('[data-mark]:focus')
      await focused.waitFor()
      expect(await outline(focused)).toBeGreaterThanOrEqual(2)
    })
  },
)
