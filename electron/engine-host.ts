import type { MessagePortMain, ParentPort } from 'electron'
import type { Api } from '../engine/api/contract.ts'
import type { Engine, EngineOptions } from '../engine/engine.ts'
import { startInference } from '../native/process/start-inference.ts'
import { toHost, type FromHost, type ToHost } from './host-messages.ts'
import { watchWork } from './jobs/watch-work.ts'
import { createPortTransport } from './port-transport.ts'
import { serveApiOnPort } from './serve-api-on-port.ts'

interface EngineHostParts {
  /** `process.parentPort` of the utility process. */
  readonly parent: Pick<ParentPort, 'on' | 'postMessage'>
  readonly openEngine: (options: EngineOptions) => Promise<Pick<Engine, 'call' | 'on' | 'grantPlace' | 'close'>>
  readonly exit: (code: number) => void
}

/**
 * Runs the engine in a process of its own: the Api on the ports of pages, each inference process on a port of its own,
 * everything else on the parent's port.
 */
export function runEngineHost({ parent, openEngine, exit }: EngineHostParts): void {
  const send = (message: FromHost): void => parent.postMessage(message)
  const inference = createPortTransport(send)
  let engine: Awaited<ReturnType<typeof openEngine>> | undefined
  /** The engine as pages are served it. */
  let served: Api | undefined
  let opening = false
  const ends = new Set<() => void>()

  const open = async (databaseFile: string): Promise<void> => {
    if (opening) return
    opening = true
    try {
      engine = await openEngine({ databaseFile, startInference: () => startInference({ transport: inference.start }) })
    } catch (error) {
      send({ kind: 'refused', message: error instanceof Error ? error.message : String(error) })
      return exit(1)
    }
    const watched = watchWork(engine, (news) => send({ kind: 'work', ...news }))
    ends.add(watched.end)
    served = watched.api
    send({ kind: 'opened' })
  }

  /** Main hands over ports once it has been told that the engine is open. */
  const connect = (port: MessagePortMain | undefined): void => {
    if (served === undefined || port === undefined) return port?.close()
    const end = serveApiOnPort(served, port)
    ends.add(end)
    port.once('close', () => ends.delete(end))
  }

  const grant = ({ id, path }: ToHost & { kind: 'grant' }): void => {
    try {
      if (engine === undefined) throw new Error('the engine is not open')
      send({ kind: 'granted', id, place: engine.grantPlace(path) })
    } catch (error) {
      send({ kind: 'not-granted', id, message: error instanceof Error ? error.message : String(error) })
    }
  }

  const close = async (): Promise<void> => {
    for (const end of ends) end()
    try {
      await engine?.close()
      exit(0)
    } catch {
      exit(1)
    }
  }

  parent.on('message', (event) => {
    const message = toHost.safeParse(event.data)
    if (!message.success) return
    if (message.data.kind === 'open') void open(message.data.databaseFile)
    else if (message.data.kind === 'connect') connect(event.ports[0])
    else if (message.data.kind === 'grant') grant(message.data)
    else if (message.data.kind === 'close') void close()
    else inference.receive(message.data, event.ports)
  })
}
