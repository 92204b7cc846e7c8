import type { StartTransport, Transport } from '../native/process/transport.ts'
import type { FromHost, ToHost } from './host-messages.ts'

export type ProcessNews = Extract<ToHost, { kind: `process-${string}` }>

/**
 * Inference processes for the engine host. A utility process cannot start another, so main does it and passes messages
 * on both ways; see inference-relay.ts. The module to run is main's choice, whatever entry is asked for here.
 */
export function createRelayedTransport(send: (message: FromHost) => void): {
  start: StartTransport
  receive(news: ProcessNews): void
} {
  const open = new Map<number, (news: ProcessNews) => void>()
  let next = 1

  const start = (): Transport => {
    const process = next++
    let pid: number | undefined
    let onMessage: ((message: unknown) => void) | undefined
    let onStderr: ((text: string) => void) | undefined
    let onExit: Parameters<Transport['onExit']>[0] | undefined
    open.set(process, (news) => {
      if (news.kind === 'process-started') pid = news.pid
      else if (news.kind === 'process-message') onMessage?.(news.message)
      else if (news.kind === 'process-stderr') onStderr?.(news.text)
      else {
        open.delete(process)
        onExit?.({ code: news.code, signal: null })
      }
    })
    send({ kind: 'start-process', process })
    return {
      get pid() {
        return pid
      },
      send: (message) => {
        if (open.has(process)) send({ kind: 'to-process', process, message })
      },
      onMessage: (listener) => void (onMessage = listener),
      onStderr: (listener) => void (onStderr = listener),
      onExit: (listener) => void (onExit = listener),
      kill: (how) => {
        if (open.has(process)) send({ kind: 'kill-process', process, how })
      },
    }
  }

  return { start, receive: (news) => open.get(news.process)?.(news) }
}
