import type { WebContents } from 'electron'
import type { LogFile } from './log-file.ts'

/** Writes into the log what a page says is wrong, and what keeps it from being loaded or answering. */
export function logPage(log: Pick<LogFile, 'write'>, contents: Pick<WebContents, 'on'>): void {
  contents.on('console-message', ({ level, message, lineNumber, sourceId }) => {
    if (level === 'warning' || level === 'error') log.write('page', `${level}: ${message} (${sourceId}:${lineNumber})`)
  })
  contents.on('preload-error', (_, __, error) => log.write('page', `preload: ${error.message}`))
  contents.on('did-fail-load', (_, code, description, address) =>
    log.write('page', `${address} was not loaded: ${description} (${code})`),
  )
  contents.on('unresponsive', () => log.write('page', 'does not answer'))
  contents.on('responsive', () => log.write('page', 'answers again'))
}
