import { openBrowser } from './browser.ts'
import { startWebShell } from '../../cli/serve/web-shell.ts'
import { scriptedApi, script } from './scripted-api.ts'
import { openGuardedPage } from './guarded-page.ts'
const { browser } = await openBrowser()
const shell = await startWebShell({ api: scriptedApi(script()), pageFolder: 'dist/renderer', host: '127.0.0.1', port: 0 })
const { page, faults } = await openGuardedPage(browser!, shell.url)
await page.waitForTimeout(500)
await page.evaluate(`location.hash='#/tree?layout=phylogram'`)
await page.locator('svg[data-tree="phylogram"]').waitFor()
await page.getByRole('button', { name: /^fern, branch/ }).click()
await page.getByRole('button', { name: 'Root here' }).click()
await page.getByText('rooted by an outgroup').waitFor()
await page.getByRole('button', { name: /^Clade of 4/ }).first().click()
await page.waitForTimeout(300)
await page.screenshot({ path: '/tmp/shots/dbg1.png' })
await page.getByRole('button', { name: 'Compare only these' }).click()
await page.waitForTimeout(600)
console.log(page.url(), await faults())
await page.screenshot({ path: '/tmp/shots/dbg2.png' })
await browser!.close(); await shell.close(); process.exit(0)
