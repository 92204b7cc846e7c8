/**
 * The page after a crash: what has ended, the last lines of the log, and what can be done. It stands alone, so that
 * what made the UI end cannot keep it from being shown.
 */
import { z } from 'zod'
import '../api/schema-mode.ts'
import type { DesktopBridge } from '../../engine/api/desktop-bridge.ts'
import './stopped.css'

const report = z.object({ what: z.string(), reason: z.string(), log: z.string(), logFile: z.string() }).nullable()

function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no element with the id ${id}.`)
  return found
}

function say(text: string): void {
  element('done').textContent = text
}

async function showReport(bridge: DesktopBridge): Promise<void> {
  const told = report.parse(await bridge.stopReport())
  if (told === null) return void (await bridge.reload())
  element('what').textContent = told.what
  element('reason').textContent = told.reason
  element('log').textContent = told.log === '' ? 'The log is empty.' : told.log
  element('log-name').textContent = `Last lines of ${told.logFile}`
  element('reload').focus()
}

const bridge = window.cladescope
if (bridge !== undefined) {
  element('reload').addEventListener('click', () => void bridge.reload())
  element('logs').addEventListener('click', () => void bridge.openLogs())
  element('copy').addEventListener('click', () => {
    bridge.copyReport().then(
      () => say('The report has been copied.'),
      () => say('The report could not be copied.'),
    )
  })
  showReport(bridge).catch((error: unknown) => (element('reason').textContent = String(error)))
}
