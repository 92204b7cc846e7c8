import type { LogFile } from './log-file.ts'

/** Writes into the log what ends main by an error, beside what Electron does: it shows a dialog. */
export function logFaults(log: Pick<LogFile, 'write'>, process: Pick<NodeJS.Process, 'on'>): void {
  process.on('uncaughtExceptionMonitor', (error) => log.write('main', error.stack ?? String(error)))
}
