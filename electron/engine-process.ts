import type { MessageChannelMain, MessagePortMain, UtilityProcess } from 'electron'
import { ApiError, type Place } from '../engine/api/contract.ts'
import type { ConnectionState, EngineStanding } from '../engine/api/wire.ts'
import { relayInference } from './inference-relay.ts'
import { fromHost, type FromHost, type ToHost } from './host-messages.ts'
import type { WorkNews } from './jobs/work-news.ts'

interface EngineProcessParts {
  readonly databaseFile: string
  /** Starts the engine host: `utilityProcess.fork` on its entry. */
  readonly fork: () => UtilityProcess
  readonly createChannel: () => MessageChannelMain
  /** Starts an inference process: `utilityProcess.fork` on native's entry, with stderr piped. */
  readonly forkInference: () => UtilityProcess
  /** Told whenever the engine host has ended unasked; `restart` is null where it is not started again. */
  readonly onExit: (report: EngineExit) => void
  /** Told how far the work is, and what has ended. */
  readonly onWork?: (news: WorkNews) => void
  /** Told what engine and inference processes write to stderr. */
  readonly onStderr?: (source: 'engine' | 'inference', text: string) => void
  /** Waits before a restart; replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** A clock in milliseconds; replaced in tests. */
  readonly now?: () => number
}

export interface EngineExit {
  /** What the engine said before it ended, or how its process ended, with the last lines of its stderr. */
  readonly message: string
  /** Whether it has ended because it could not open its database, which is told on the page. */
  readonly isRefusal: boolean
  /** Milliseconds until it is started again. */
  readonly restart: number | null
}

/** The engine in its own process, as main sees it. */
export interface EngineProcess {
  /**
   * One end of a new port, whose other end serves the Api while this process runs; undefined where the engine is not
   * open.
   */
  connect(): MessagePortMain | undefined
  /**
   * `connecting` until it has opened its database for the first time, `lost` while it is started again, `down` where it
   * is not; and why it ended last, until it is open again.
   */
  standing(): EngineStanding
  /** Told when the state has changed. Returns a function that ends the subscription. */
  onStanding(listener: () => void): () => void
  /**
   * Starts an engine that has ended now: ends the pause before a restart, or tries once more where there would be none.
   */
  retryNow(): void
  grantPlace(path: string): Promise<Place>
  /** Ends the process: politely, then by force after a grace period. */
  close(): Promise<void>
}

/** Waits before the first, second, ... restart in a row; after the last one the engine stays down. */
const backOff = [500, 2_000, 8_000]
/** A process that has run this long begins a new row of restarts when it dies. */
const healthyMilliseconds = 60_000
const graceMilliseconds = 10_000
const keptStderr = 4_000
const closedText = 'the engine has been closed'

interface Run {
  readonly child: UtilityProcess
  readonly grants: Map<number, { resolve(place: Place): void; reject(error: ApiError): void }>
  readonly exited: Promise<void>
}

/**
 * Starts the engine host, and again with growing pauses where it dies; a database that cannot be opened is not tried
 * again.
 */
export function startEngineProcess(parts: EngineProcessParts): EngineProcess {
  const wait = parts.wait ?? ((milliseconds) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)))
  const now = parts.now ?? (() => performance.now())
  let run: Run | undefined
  let down: ApiError | undefined
  let closing = false
  let failures = 0
  let nextGrant = 1
  let state: ConnectionState = 'connecting'
  const stateListeners = new Set<() => void>()
  /** Counts the pauses before restarts, so that one that was ended early does not start a second process. */
  let pauses = 0

  const become = (next: ConnectionState, reason?: ApiError): void => {
    if (state === next && down?.message === reason?.message) return
    state = next
    down = reason
    for (const listener of [...stateListeners]) listener()
  }

  const start = (): void => {
    const child = parts.fork()
    const grants: Run['grants'] = new Map()
    const started = now()
    const inference = relayInference({
      fork: parts.forkInference,
      createChannel: parts.createChannel,
      send: (news, ports) => {
        if (news.kind === 'process-stderr') parts.onStderr?.('inference', news.text)
        child.postMessage(news, ports)
      },
    })
    let lastWords = ''
    let refusal: string | undefined

    const receive = (message: FromHost): void => {
      if (message.kind === 'opened') become('open')
      else if (message.kind === 'refused') refusal = message.message
      else if (message.kind === 'work') parts.onWork?.({ progress: message.progress, ended: message.ended })
      else if (message.kind === 'granted' || message.kind === 'not-granted') {
        const grant = grants.get(message.id)
        grants.delete(message.id)
        if (message.kind === 'granted') grant?.resolve(message.place)
        else grant?.reject(new ApiError('failed', message.message))
      } else inference.receive(message)
    }

    const exited = new Promise<void>((resolve) => {
      child.once('exit', (code) => {
        inference.endAll()
        resolve()
        if (now() - started > healthyMilliseconds) failures = 0
        ended(code, refusal, lastWords)
      })
    })
    // Without a listener the event would end main, too; 'exit' follows it.
    child.on('error', (type, location) => parts.onStderr?.('engine', `${type} at ${location}`))
    child.stderr?.on('data', (data: Buffer) => {
      const text = data.toString('utf8')
      lastWords = (lastWords + text).slice(-keptStderr)
      parts.onStderr?.('engine', text)
    })
    child.on('message', (data: unknown) => {
      const message = fromHost.safeParse(data)
      if (message.success) receive(message.data)
    })
    run = { child, grants, exited }
    child.postMessage({ kind: 'open', databaseFile: parts.databaseFile } satisfies ToHost)
  }

  const ended = (code: number, refusal: string | undefined, lastWords: string): void => {
    const message = refusal ?? exitText(code, lastWords)
    const error = new ApiError('failed', closing ? closedText : message)
    for (const grant of run?.grants.values() ?? []) grant.reject(error)
    run = undefined
    if (closing) return
    const pause = refusal === undefined ? backOff[failures++] : undefined
    become(pause === undefined ? 'down' : 'lost', error)
    // Jobs of a process that is gone are under way nowhere.
    parts.onWork?.({ progress: null, ended: null })
    parts.onExit({ message, isRefusal: refusal !== undefined, restart: pause ?? null })
    if (pause === undefined) return
    const pauseNumber = ++pauses
    void wait(pause).then(() => {
      if (!closing && pauseNumber === pauses) start()
    })
  }

  start()
  return {
    connect: () => {
      if (run === undefined || state !== 'open') return undefined
      const { port1, port2 } = parts.createChannel()
      run.child.postMessage({ kind: 'connect' } satisfies ToHost, [port2])
      return port1
    },
    standing: () => ({ state, reason: down?.message ?? null }),
    onStanding: (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    retryNow: () => {
      if (run !== undefined || closing) return
      pauses += 1
      failures = 0
      start()
    },
    grantPlace: (path) =>
      new Promise((resolve, reject) => {
        if (run === undefined) return reject(down ?? new ApiError('failed', closedText))
        const id = nextGrant++
        run.grants.set(id, { resolve, reject })
        run.child.postMessage({ kind: 'grant', id, path } satisfies ToHost)
      }),
    close: async () => {
      closing = true
      if (run === undefined) return
      const { child, exited } = run
      child.postMessage({ kind: 'close' } satisfies ToHost)
      const force = setTimeout(() => child.kill(), graceMilliseconds)
      await exited
      clearTimeout(force)
    },
  }
}

function exitText(code: number, lastWords: string): string {
  const lines = lastWords.trim().split('\n').slice(-5).join(' | ')
  return `the engine's process ended unexpectedly with code ${code}${lines === '' ? '' : `: ${lines}`}`
}
