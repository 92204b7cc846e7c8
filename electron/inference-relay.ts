import type { MessageChannelMain, MessagePortMain, UtilityProcess } from 'electron'
import type { FromHost, ToHost } from './host-messages.ts'

type ProcessRequest = Extract<FromHost, { process: number }>

/** How long the rest of stderr is waited for after an exit. */
const drainMilliseconds = 300

interface InferenceRelayParts {
  readonly fork: () => UtilityProcess
  readonly createChannel: () => MessageChannelMain
  /** Tells the host, with the port that goes along. */
  readonly send: (news: ToHost, ports: MessagePortMain[]) => void
}

/**
 * Main's half of the relay: starts inference processes for the engine host, gives each and the host the two ends of a
 * port, and tells of starts, stderr and exits. What host and process say to each other goes past main. The host says
 * that it wants a process, never which program to run.
 */
export function relayInference({ fork, createChannel, send }: InferenceRelayParts): {
  receive(request: ProcessRequest): void
  endAll(): void
} {
  const running = new Map<number, UtilityProcess>()
  let ended = false
  const tell = (news: ToHost, ports: MessagePortMain[] = []): void => {
    if (!ended) send(news, ports)
  }

  const start = (process: number): void => {
    if (running.has(process)) return
    const child = fork()
    running.set(process, child)
    const { port1, port2 } = createChannel()
    child.postMessage({ kind: 'port' }, [port1])
    tell({ kind: 'process-port', process }, [port2])
    child.once('spawn', () => {
      if (child.pid !== undefined) tell({ kind: 'process-started', process, pid: child.pid })
    })
    // Without a listener the event would end main, too; 'exit' follows it.
    child.on('error', (type, location) => tell({ kind: 'process-stderr', process, text: `${type} at ${location}\n` }))
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
      if (child !== undefined) end(child, request.how)
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
