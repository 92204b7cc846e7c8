import type { MessagePortMain } from 'electron'
import type { StartTransport, Transport } from '../native/process/transport.ts'
import type { FromHost, ToHost } from './host-messages.ts'

type ProcessNews = Extract<ToHost, { kind: `process-${string}` }>

/**
 * Inference processes for the engine host, each with a port of its own. A utility process cannot start another, so main
 * does it, hands over the port, and tells of stderr and exit; see inference-relay.ts. The module to run is main's
 * choice, whatever entry is asked for here.
 */
export function createPortTransport(send: (message: FromHost) => void): {
  start: StartTransport
  receive(news: ProcessNews, ports: readonly MessagePortMain[]): void
} {
  const open = new Map<number, (news: ProcessNews, port: MessagePortMain | undefined) => void>()
  let next = 1

  const start = (): Transport => {
    const process = next++
    let pid: number | undefined
    let port: MessagePortMain | undefined
    /** Sent before the port came. */
    const waiting: unknown[] = []
    let onMessage: ((message: unknown) => void) | undefined
    let onStderr: ((text: string) => void) | undefined
    let onExit: Parameters<Transport['onExit']>[0] | undefined

    const take = (given: MessagePortMain): void => {
      port = given
      given.on('message', ({ data }) => onMessage?.(data))
      given.start()
      for (const message of waiting.splice(0)) given.postMessage(message)
    }
    open.set(process, (news, given) => {
      if (news.kind === 'process-port') {
        if (port === undefined && given !== undefined) take(given)
      } else if (news.kind === 'process-started') pid = news.pid
      else if (news.kind === 'process-stderr') onStderr?.(news.text)
      else {
        open.delete(process)
        port?.close()
        onExit?.({ code: news.code, signal: null })
      }
    })
    send({ kind: 'start-process', process })
    return {
      get pid() {
        return pid
      },
      send: (message) => {
        if (!open.has(process)) return
        if (port === undefined) waiting.push(message)
        else port.postMessage(message)
      },
      onMessage: (listener) => void (onMessage = listener),
      onStderr: (listener) => void (onStderr = listener),
      onExit: (listener) => void (onExit = listener),
      kill: (how) => {
        if (open.has(process)) send({ kind: 'kill-process', process, how })
      },
    }
  }

  return { start, receive: (news, [port]) => open.get(news.process)?.(news, port) }
}
