import { readFileSync } from 'node:fs'
import { startWebShell } from '../../cli/serve/web-shell.ts'
import { openEngine } from '../../engine/engine.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage } from './guarded-page.ts'

const engine = await openEngine({ databaseFile: ':memory:' })
for (const file of ['base_llm_benchmark_eval.csv', 'base_llm_emergent_capability_eval.csv']) {
  const text = readFileSync(`/work/shared/data/observational-scaling/${file}`, 'utf8')
  const { columns } = await engine.call('scores.previewImport', { fileName: file, text })
  console.log(columns.map((c) => [c.title, c.role, c.unit].join(':')).join(' | '))
  await engine.call('scores.import', { fileName: file, text, columns: columns.map(({ filled: _, least: __, greatest: ___, ...column }) => column), matches: [] })
}
await engine.call('emergence.import', { name: 'ladder multiplication', text: readFileSync('/work/shared/ladder/emergence.csv', 'utf8') })
const pageFolder = process.env['PAGE'] ?? (await buildPage())
console.log(pageFolder)
const shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
const { browser } = await openBrowser()
for (const scheme of ['light', 'dark'] as const) {
  const guarded = await openGuardedPage(browser!, shell.url, { colorScheme: scheme, viewport: { width: 1440, height: 1000 } })
  const page = guarded.page
  await page.getByRole('heading', { level: 1 }).waitFor()
  const shots = process.argv.slice(2)
  for (const shot of shots) {
    const [name, hash, tab] = shot.split('@')
    await page.evaluate(`window.location.hash = ${JSON.stringify(hash)}`)
    await page.waitForTimeout(1500)
    if (tab) await page.getByRole('tab', { name: tab }).click()
    await page.waitForTimeout(4500)
    await page.screenshot({ path: `/tmp/shot-${name}-${scheme}.png` })
  }
  console.log(await guarded.faults())
  await guarded.close()
}
await browser!.close()
await shell.close()
await engine.close()
