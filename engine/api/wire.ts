/**
 * The Api contract as messages: the same three shapes over the web shell's WebSocket and over Electron's ports. request
 *   {id, call, input} reply {id, ok: true, output} or {id, ok: false, error: {code, message}} event {event, payload}
 *   Both sides check what they receive against the contract's schemas. No Node or DOM API here: the renderer imports
 *   this file.
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
  type EventPayload,
  type Place,
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
const callName = z.enum(Object.keys(calls) as [CallName, ...CallName[]])
const eventName = z.enum(Object.keys(events) as [EventName, ...EventName[]])

export const wireRequest = z.strictObject({ id: requestId, call: callName, input: z.unknown() })

/** `id` is null only where the request was too broken to read one. */
export const wireReply = z.union([
  z.strictObject({ id: requestId, ok: z.literal(true), output: z.unknown() }),
  z.strictObject({ id: requestId.nullable(), ok: z.literal(false), error: apiErrorShape }),
])

export const wireEvent = z.strictObject({ event: eventName, payload: z.unknown() })

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

/** Answers one message that should be a request. Never rejects: a message that makes no sense gets an error reply. */
export async function answerRequest(api: Api, message: unknown): Promise<WireReply> {
  const parsed = wireRequest.safeParse(message)
  if (!parsed.success) {
    const id = z.object({ id: requestId }).safeParse(message)
    return refuse(
      id.success ? id.data.id : null,
      new ApiError('invalid', `expected {id, call, input}: ${describeMismatch(parsed.error)}`),
    )
  }
  const { id, call } = parsed.data
  const input = calls[call].input.safeParse(parsed.data.input)
  if (!input.success) return refuse(id, new ApiError('invalid', `${call}: ${describeMismatch(input.error)}`))
  try {
    const answer = await api.call(call, input.data as CallInput<typeof call>)
    if (isLonger(answer)) return refuse(id, tooLong(call))
    const output = calls[call].output.safeParse(answer)
    if (!output.success)
      return refuse(
        id,
        new ApiError('failed', `${call} gave an answer outside its contract: ${describeMismatch(output.error)}`),
      )
    return { id, ok: true, output: output.data }
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
  /** Takes one message from the other side. Messages outside the format are dropped and given to `onJunk`. */
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
    readonly call: CallName
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
      pending.set(id, { call: name, resolve: (output) => resolve(output as CallOutput<N>), reject })
      try {
        send({ id, call: name, input })
      } catch (error) {
        pending.delete(id)
        reject(new ApiError('failed', error instanceof Error ? error.message : String(error)))
      }
    })

  const receive = (message: unknown): void => {
    const event = wireEvent.safeParse(message)
    if (event.success) return listeners.emit(event.data, onJunk)
    const reply = wireReply.safeParse(message)
    if (!reply.success)
      return onJunk(`a message that is neither a reply nor an event: ${describeMismatch(reply.error)}`)
    if (reply.data.id === null) return onJunk(reply.data.ok ? 'a reply without an id' : reply.data.error.message)
    const request = pending.get(reply.data.id)
    if (request === undefined) return onJunk(`a reply to a request that is not pending (${reply.data.id})`)
    pending.delete(reply.data.id)
    settle(request.call, reply.data, request.resolve, request.reject)
  }

  const close = (error: ApiError): void => {
    closed ??= error
    for (const request of pending.values()) request.reject(error)
    pending.clear()
  }

  return { api: { call, on: listeners.on }, receive, close }
}

function settle(
  call: CallName,
  reply: WireReply,
  resolve: (output: unknown) => void,
  reject: (error: ApiError) => void,
): void {
  if (!reply.ok) return reject(new ApiError(reply.error.code, reply.error.message))
  const output = calls[call].output.safeParse(reply.output)
  if (output.success) resolve(output.data)
  else reject(new ApiError('failed', `${call}: the answer is outside the contract: ${describeMismatch(output.error)}`))
}

function createListeners() {
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const on: Api['on'] = (name, listener) => {
    const set = listeners.get(name) ?? new Set()
    listeners.set(name, set)
    set.add(listener)
    return () => set.delete(listener)
  }
  const emit = ({ event, payload }: WireEvent, onJunk: (reason: string) => void): void => {
    const parsed = events[event].safeParse(payload)
    if (!parsed.success) return onJunk(`event ${event}: ${describeMismatch(parsed.error)}`)
    for (const listener of [...(listeners.get(event) ?? [])])
      listener(parsed.data as EventPayload<typeof event> as never)
  }
  return { on, emit }
}

// ---------------------------------------------------------------- the connection

/**
 * Of a page with the engine: being made, there, lost and tried again by itself, or lost until somebody asks for it
 * again.
 */
export const connectionState = z.enum(['connecting', 'open', 'lost', 'down'])
export type ConnectionState = z.output<typeof connectionState>

// ---------------------------------------------------------------- the Electron bridge

/**
 * What Electron's preload exposes as `window.cladescope`, and nothing else. Errors do not survive the bridge with their
 * code, so `call` resolves to a reply.
 */
export interface DesktopBridge {
  call(name: string, input: unknown): Promise<WireReply>
  /** Returns a function that ends the subscription. */
  on(name: string, listener: (payload: unknown) => void): () => void
  /** Whether the engine's process answers. */
  state(): Promise<ConnectionState>
  /** Told when that changes. Returns a function that ends the subscription. */
  onState(listener: (state: unknown) => void): () => void
  /** Starts an engine that has ended now, whether or not it is to be started by itself. */
  retryNow(): Promise<void>
  /** Opens the system's dialog for GGUF files; resolves to the chosen places, none where it was cancelled. */
  chooseFiles(): Promise<Place[]>
  chooseFolder(): Promise<Place[]>
}

export const chosenPlaces = z.array(place)

/** The Api over the bridge that Electron's preload exposes. */
export function createBridgeApi(bridge: Pick<DesktopBridge, 'call' | 'on'>): Api {
  return {
    call: async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
      const reply = wireReply.safeParse(await bridge.call(name, input))
      if (!reply.success)
        throw new ApiError('failed', `${name}: the answer is not a reply: ${describeMismatch(reply.error)}`)
      return await new Promise((resolve, reject) =>
        settle(name, reply.data, (output) => resolve(output as CallOutput<N>), reject),
      )
    },
    on: (name, listener) =>
      bridge.on(name, (payload) => {
        const parsed = events[name].safeParse(payload)
        if (parsed.success) listener(parsed.data as EventPayload<typeof name>)
      }),
  }
}
