import { EventEmitter } from 'node:events'
import type { MessageChannelMain, MessagePortMain, UtilityProcess } from 'electron'
import { vi } from 'vitest'

/** Two ports that carry structured clones to each other once started, and tell of the other's end, as Electron's do. */
export function fakeChannel(): MessageChannelMain {
  const [port1, port2] = [fakePort(), fakePort()]
  port1.other = port2
  port2.other = port1
  return { port1, port2 } as unknown as MessageChannelMain
}

interface FakePort extends EventEmitter {
  other?: FakePort
  started: boolean
  waiting: unknown[]
  start(): void
  postMessage(message: unknown): void
  close(): void
}

function fakePort(): FakePort {
  const port = new EventEmitter() as FakePort
  port.started = false
  port.waiting = []
  port.start = () => {
    port.started = true
    for (const data of port.waiting.splice(0)) port.emit('message', { data })
  }
  port.postMessage = (message) => {
    const data = structuredClone(message)
    queueMicrotask(() => {
      if (port.other!.started) port.other!.emit('message', { data })
      else port.other!.waiting.push(data)
    })
  }
  port.close = () => {
    port.started = false
    port.other!.started = false
    queueMicrotask(() => port.other!.emit('close'))
  }
  return port
}

export interface FakeProcess extends EventEmitter {
  readonly stderr: EventEmitter
  pid: number | undefined
  readonly posted: { message: unknown; ports: MessagePortMain[] }[]
  postMessage(message: unknown, ports?: MessagePortMain[]): void
  kill: ReturnType<typeof vi.fn>
}

/** A utility process by its events: what is posted to it is recorded and emitted as `posted`. */
export function fakeProcess(): FakeProcess {
  const posted: FakeProcess['posted'] = []
  const child: FakeProcess = Object.assign(new EventEmitter(), {
    stderr: new EventEmitter(),
    pid: undefined,
    posted,
    postMessage: (message: unknown, ports: MessagePortMain[] = []) => {
      posted.push({ message, ports })
      child.emit('posted', message, ports)
    },
    kill: vi.fn(() => true),
  })
  return child
}

export function asUtilityProcess(child: FakeProcess): UtilityProcess {
  return child as unknown as UtilityProcess
}
