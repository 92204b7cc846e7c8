import type { MessagePortMain, ParentPort } from 'electron'
import type { Engine, EngineOptions } from '../engine/engine.ts'
import { answerRequest, forwardEvents } from '../engine/api/wire.ts'
import { startInference } from '../native/process/start-inference.ts'
import { toHost, type FromHost, type ToHost } from './host-messages.ts'
import { createRelayedTransport } from './relayed-transport.ts'

export interface EngineHostParts {
  /** `process.parentPort` of the utility process. */
  readonly parent: Pick<ParentPort, 'on' | 'postMessage'>
  readonly openEngine: (options: EngineOptions) => Promise<Engine>
  readonly exit: (code: number) => void
}

/**
 * Runs the engine in a process of its own: the Api on the port that main sends, everything else on the parent's port.
 */
export function runEngineHost({ parent, openEngine, exit }: EngineHostParts): void {
  const send = (message: FromHost): void => parent.postMessage(message)
  const relay = createRelayedTransport(send)
  let engine: Engine | undefined
  let opening = false
  let endEvents = (): void => undefined

  const open = async (databaseFile: string, port: MessagePortMain | undefined): Promise<void> => {
    if (opening || port === undefined) return
    opening = true
    try {
      engine = await openEngine({ databaseFile, startInference: () => startInference({ transport: relay.start }) })
    } catch (error) {
      send({ kind: 'refused', message: error instanceof Error ? error.message : String(error) })
      return exit(1)
    }
    endEvents = serveApiOnPort(engine, port)
    send({ kind: 'opened' })
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
    endEvents()
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
    if (message.data.kind === 'open') void open(message.data.databaseFile, event.ports[0])
    else if (message.data.kind === 'grant') grant(message.data)
    else if (message.data.kind === 'close') void close()
    else relay.receive(message.data)
  })
}

function serveApiOnPort(engine: Engine, port: MessagePortMain): () => void {
  const end = forwardEvents(engine, (event) => port.postMessage(event))
  port.on('message', ({ data }) => void answerRequest(engine, data).then((reply) => port.postMessage(reply)))
  port.start()
  return end
}
