import type { WebSocket } from 'ws'
import type { Api } from '../../engine/api/contract.ts'
import { answerRequest, forwardEvents, type WireEvent, type WireReply } from '../../engine/api/wire.ts'

/** Bytes that may wait for a slow reader before its connection is closed. */
export const largestBacklog = 64 * 1024 * 1024

/** Requests of one connection that may be unanswered at once. */
export const mostPending = 256

/** Close codes of RFC 6455 and of its registry. */
const tryAgainLater = 1013

/** Serves the Api on one WebSocket: requests are answered in any order, events are passed on. Ends with the socket. */
export function serveApi(socket: WebSocket, api: Api): void {
  let pending = 0

  const send = (message: WireReply | WireEvent): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > largestBacklog) return socket.close(tryAgainLater, 'the reader is too slow')
    socket.send(JSON.stringify(message))
  }

  const answer = async (data: Buffer, isBinary: boolean): Promise<void> => {
    if (pending >= mostPending) return send(refusal(data, `expected at most ${mostPending} unanswered requests`))
    const message = isBinary ? undefined : parse(data)
    if (message === undefined) return send({ id: null, ok: false, error: { code: 'invalid', message: 'expected a JSON text message' } })
    pending++
    try {
      send(await answerRequest(api, message))
    } finally {
      pending--
    }
  }

  const endEvents = forwardEvents(api, send)
  socket.on('message', (data: Buffer, isBinary: boolean) => void answer(data, isBinary))
  socket.on('close', endEvents)
  // An oversized or malformed frame ends this connection (ws closes it with 1009 or 1007), never the server.
  socket.on('error', () => undefined)
}

function parse(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function refusal(data: Buffer, message: string): WireReply {
  const request = parse(data) as { id?: unknown } | null | undefined
  const id = typeof request?.id === 'number' && Number.isSafeInteger(request.id) && request.id >= 0 ? request.id : null
  return { id, ok: false, error: { code: 'conflict', message } }
}
