/**
 * The Api contract as messages: the same three shapes over the web shell's WebSocket and over Electron's ports.
 *
 * - Request: `{id, call, input}`.
 * - Reply: `{id, ok: true, output}` or `{id, ok: false, error: {code, message}}`.
 * - Event: `{event, payload}`.
 *
 * Each side checks the shape of the messages that it receives; what is in them is checked by the engine (see
 * check-message.ts). No Node or DOM API here: the renderer imports this file.
 */
import { z } from 'zod'
import {
  ApiError,
  apiErrorShape,
  calls,
  events,
  place,
  type Api,
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
} from './contract.ts'
import { isLonger, longestMessage } from './message-length.ts'

/** Path of the web shell's WebSocket. */
export const apiPath = '/api'

/** The WebSocket subprotocol of this message format; the server selects this one. */
export const wireProtocol = 'cladescope.api.1'

/**
 * The web shell's token travels as a second offered subprotocol, `cladescope.token.<token>`; it is never selected, so
 * never echoed. `new WebSocket(url, [wireProtocol, tokenProtocolPrefix + token])`.
 */
export const tokenProtocolPrefix = 'cladescope.token.'

/** Name of the token in the fragment of the printed address: `http://127.0.0.1:<port>/#token=<token>`. */
export const tokenFragment = 'token'

/**
 * Longest message in bytes that a client may send. A table of the greatest permitted length fits, escaped and in UTF-8.
 */
export const largestRequest = 64 * 1024 * 1024

const requestId = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const withId = z.object({ id: requestId })
const callName = z.enum(Object.keys(calls) as [CallName, ...CallName[]])
const eventName = z.enum(Object.keys(events) as [EventName, ...EventName[]])

const wireRequest = z.strictObject({ id: requestId, call: callName, input: z.unknown() })

/** `id` is null only where the request was too broken to read one. */
export const wireReply = z.union([
  z.strictObject({ id: requestId, ok: z.literal(true), output: z.unknown() }),
  z.strictObject({ id: requestId.nullable(), ok: z.literal(false), error: apiErrorShape }),
])

const wireEvent = z.strictObject({ event: eventName, payload: z.unknown() })

export type WireRequest = z.output<typeof wireRequest>
export type WireReply = z.output<typeof wireReply>
export type WireEvent = z.output<typeof wireEvent>

/** One line for a reader: where in the value the schema was not met, and how. */
export function describeMismatch(error: z.ZodError): string {
  const [first, ...rest] = error.issues
  if (first === undefined) return 'does not fit the schema'
  const where = first.path.length > 0 ? `${first.path.map(String).join('.')}: ` : ''
  return `${where}${first.message}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}`
}

/** The error shape of anything thrown; only ApiErrors keep their code. */
export function toErrorShape(error: unknown): z.output<typeof apiErrorShape> {
  if (error instanceof ApiError) return { code: error.code, message: error.message }
  return { code: 'failed', message: error instanceof Error ? error.message : String(error) }
}

// ---------------------------------------------------------------- the serving side

/**
 * Answers one message that should be a request. Never rejects: a message that makes no sense gets an error reply. The
 * Api checks the input: it comes from a page, and can be anything.
 */
export async function answerRequest(api: Api, message: unknown): Promise<WireReply> {
  const parsed = wireRequest.safeParse(message)
  if (!parsed.success) {
    return refuse(
      withId.safeParse(message).data?.id ?? null,
      new ApiError('invalid', `expected {id, call, input}: ${describeMismatch(parsed.error)}`),
    )
  }
  const { id, call, input } = parsed.data
  try {
    const output = await api.call(call, input as CallInput<typeof call>)
    return isLonger(output) ? refuse(id, tooLong(call)) : { id, ok: true, output }
  } catch (error) {
    return refuse(id, error)
  }
}

/** What a reader is told in place of an answer that no message can hold. */
export function tooLong(call: string): ApiError {
  const most = `${longestMessage / 2 ** 20} million characters`
  return new ApiError(
    'failed',
    `The answer to ${call} is too long: expected at most ${most}. Ask for fewer models, genes or rows at a time.`,
  )
}

function refuse(id: number | null, error: unknown): WireReply {
  return { id, ok: false, error: toErrorShape(error) }
}

/** Passes every event of the Api on as a message; returns a function that ends it. */
export function forwardEvents(api: Pick<Api, 'on'>, send: (message: WireEvent) => void): () => void {
  const ends = (Object.keys(events) as EventName[]).map((event) => api.on(event, (payload) => send({ event, payload })))
  return () => {
    for (const end of ends) end()
  }
}

// ---------------------------------------------------------------- the calling side

export interface WireClient {
  readonly api: Api
  /**
   * Takes one message from the other side. Of one outside the format `onJunk` is told; where it names a call that
   * waits, that call is rejected.
   */
  receive(message: unknown): void
  /** Rejects everything pending, and every later call, with this error. */
  close(error: ApiError): void
}

/** An Api over any transport that carries messages in order. `send` may throw; the call is then rejected. */
export function createWireClient(
  send: (message: WireRequest) => void,
  onJunk: (reason: string) => void = () => undefined,
): WireClient {
  interface Pending {
    resolve(output: unknown): void
    reject(error: ApiError): void
  }
  const pending = new Map<number, Pending>()
  const listeners = createListeners()
  let next = 1
  let closed: ApiError | undefined

  const call = <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> =>
    new Promise((resolve, reject) => {
      if (closed !== undefined) return reject(closed)
      const id = next++
      pending.set(id, { resolve: (output) => resolve(output as CallOutput<N>), reject })
      try {
        send({ id, call: name, input })
      } catch (error) {
        pending.delete(id)
        reject(new ApiError('failed', error instanceof Error ? error.message : String(error)))
      }
    })

  const receive = (message: unknown): void => {
    const event = wireEvent.safeParse(message)
    if (event.success) return listeners.emit(event.data)
    const reply = wireReply.safeParse(message)
    if (!reply.success) {
      const mismatch = describeMismatch(reply.error)
      const id = withId.safeParse(message).data?.id
      if (id !== undefined) {
        pending.get(id)?.reject(new ApiError('failed', `The engine's answer cannot be read: ${mismatch}`))
        pending.delete(id)
      }
      return onJunk(`a message that is neither a reply nor an event: ${mismatch}`)
    }
    if (reply.data.id === null) return onJunk(reply.data.ok ? 'a reply without an id' : reply.data.error.message)
    const request = pending.get(reply.data.id)
    if (request === undefined) return onJunk(`a reply to a request that is not pending (${reply.data.id})`)
    pending.delete(reply.data.id)
    if (reply.data.ok) request.resolve(reply.data.output)
    else request.reject(new ApiError(reply.data.error.code, reply.data.error.message))
  }

  const close = (error: ApiError): void => {
    closed ??= error
    for (const request of pending.values()) request.reject(error)
    pending.clear()
  }

  return { api: { call, on: listeners.on }, receive, close }
}

function createListeners() {
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const on: Api['on'] = (name, listener) => {
    const set = listeners.get(name) ?? new Set()
    listeners.set(name, set)
    set.add(listener)
    return () => set.delete(listener)
  }
  const emit = ({ event, payload }: WireEvent): void => {
    for (const listener of [...(listeners.get(event) ?? [])]) listener(payload as never)
  }
  return { on, emit }
}

// ---------------------------------------------------------------- the connection

/**
 * Of a page with the engine: being made, there, lost and tried again by itself, or lost until somebody asks for it
 * again.
 */
const connectionState = z.enum(['connecting', 'open', 'lost', 'down'])
export type ConnectionState = z.output<typeof connectionState>

/**
 * What a desktop page is told: the state, and why the engine is not there; null where it is, or comes for the first
 * time.
 */
export const engineStanding = z.strictObject({ state: connectionState, reason: z.string().nullable() })
export type EngineStanding = z.output<typeof engineStanding>

/** What the system's dialogs give. */
export const chosenPlaces = z.array(place)
