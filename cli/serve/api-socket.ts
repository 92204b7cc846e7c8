import type { WebSocket } from 'ws'
import type { Api } from '../../engine/api/contract.ts'
import { bytesPerCharacter, longestMessage } from '../../engine/api/message-length.ts'
import {
  answerRequest,
  forwardEvents,
  toErrorShape,
  tooLong,
  type WireEvent,
  type WireReply,
} from '../../engine/api/wire.ts'

/** Bytes that may wait for a slow reader before its connection is closed. The longest answer alone is no backlog. */
export const largestBacklog = bytesPerCharacter * longestMessage

/** Requests of one connection that may be unanswered at once. */
const mostPending = 256

/** Close codes of RFC 6455 and of its registry. */
const tryAgainLater = 1013

/** Serves the Api on one WebSocket: requests are answered in any order, events are passed on. Ends with the socket. */
export function serveApi(socket: WebSocket, api: Api): void {
  let pending = 0

  const sendText = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > largestBacklog) return socket.close(tryAgainLater, 'the reader is too slow')
    socket.send(text)
  }

  const sendReply = (reply: WireReply, call: string): void => {
    let text: string
    try {
      text = JSON.stringify(reply)
    } catch (error) {
      // V8 has a longest text, and throws a RangeError beyond it.
      text = JSON.stringify({
        id: reply.id,
        ok: false,
        error: toErrorShape(error instanceof RangeError ? tooLong(call) : error),
      })
    }
    sendText(text)
  }

  const answer = async (data: Buffer, isBinary: boolean): Promise<void> => {
    const message = isBinary ? undefined : parse(data)
    if (message === undefined)
      return sendReply({ id: null, ok: false, error: { code: 'invalid', message: 'expected a JSON text message' } }, '')
    if (pending >= mostPending)
      return sendReply(refusal(message, `expected at most ${mostPending} unanswered requests`), '')
    pending++
    try {
      sendReply(await answerRequest(api, message), nameOf(message))
    } finally {
      pending--
    }
  }

  const endEvents = forwardEvents(api, (event: WireEvent) => sendText(JSON.stringify(event)))
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    // Whatever goes wrong in an answer ends its connection at most, never the server.
    answer(data, isBinary).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error))
      socket.terminate()
    })
  })
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

function nameOf(message: unknown): string {
  const call = (message as { call?: unknown } | null)?.call
  return typeof call === 'string' ? call : 'a request'
}

function refusal(message: unknown, reason: string): WireReply {
  const request = message as { id?: unknown } | null
  const id = typeof request?.id === 'number' && Number.isSafeInteger(request.id) && request.id >= 0 ? request.id : null
  return { id, ok: false, error: { code: 'conflict', message: reason } }
}
