import type { UtilityProcess } from 'electron'
import type { FromHost, ToHost } from './host-messages.ts'

export type ProcessRequest = Extract<FromHost, { process: number }>

/** How long the rest of stderr is waited for after an exit. */
const drainMilliseconds = 300

/**
 * Main's half of the relay: starts inference processes for the engine host and passes messages on both ways, unread.
 * The host says that it wants one, never which program to run.
 */
export function relayInference(
  fork: () => UtilityProcess,
  send: (news: ToHost) => void,
): { receive(request: ProcessRequest): void; endAll(): void } {
  const running = new Map<number, UtilityProcess>()
  let ended = false
  const tell = (news: ToHost): void => {
    if (!ended) send(news)
  }

  const start = (process: number): void => {
    if (running.has(process)) return
    const child = fork()
    running.set(process, child)
    child.once('spawn', () => {
      if (child.pid !== undefined) tell({ kind: 'process-started', process, pid: child.pid })
    })
    child.on('message', (message: unknown) => tell({ kind: 'process-message', process, message }))
    child.stderr?.on('data', (text: Buffer) => tell({ kind: 'process-stderr', process, text: text.toString('utf8') }))
    child.once('exit', (code) => {
      running.delete(process)
      setTimeout(() => tell({ kind: 'process-exit', process, code }), drainMilliseconds)
    })
  }

  return {
    receive(request) {
      if (request.kind === 'start-process') return start(request.process)
      const child = running.get(request.process)
      if (child === undefined) return
      if (request.kind === 'to-process') child.postMessage(request.message)
      else end(child, request.how)
    },
    endAll() {
      ended = true
      for (const child of running.values()) end(child, 'force')
    },
  }
}

function end(child: UtilityProcess, how: 'ask' | 'force'): void {
  if (how === 'ask' || child.pid === undefined) child.kill()
  else {
    try {
      process.kill(child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself in the meantime.
    }
  }
}
