/** Ctrl-C while the program is still being loaded: there is nothing to stop yet, but the caller is told. */
import { writeSync } from 'node:fs'
import { asksForJson } from './asks-for-json.ts'
import { exitCodes, Interrupted } from './failure.ts'

let listener: NodeJS.SignalsListener | undefined

/** From here on a signal ends the process with the line, document and exit code that an interrupted command has. */
export function listenWhileLoading(argumentsGiven: readonly string[]): void {
  listener = (name) => {
    const { signal, message } = new Interrupted(name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT')
    writeSync(process.stderr.fd, `cladescope: ${message}\n`)
    if (asksForJson(argumentsGiven)) {
      const document = { error: { code: 'interrupted', message } }
      writeSync(process.stdout.fd, `${JSON.stringify(document, undefined, process.stdout.isTTY ? 2 : undefined)}\n`)
    }
    process.exit(signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted)
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
}

/** Leaves signals to whoever listens now. */
export function endListeningWhileLoading(): void {
  if (listener === undefined) return
  process.off('SIGINT', listener)
  process.off('SIGTERM', listener)
  listener = undefined
}
