import { endListeningWhileLoading } from './early-interruption.ts'
import { exitCodes, Interrupted } from './failure.ts'

/** The polite way out: the first Ctrl-C asks the work to stop, the second ends the process at once. */
export interface Interruption {
  readonly signal: AbortSignal
  /** The work, unless it is interrupted first: then `stop` is called and the result is an Interrupted error. */
  guard<T>(work: Promise<T>, stop?: () => Promise<unknown>): Promise<T>
  /** Ends listening for signals. */
  release(): void
}

/**
 * Milliseconds in which a second signal is of the same press: npm passes on what the terminal has sent to the whole
 * group already.
 */
const onePress = 300

export function listenForInterruption(
  onFirst: () => void,
  exit: (code: number) => void = process.exit.bind(process),
): Interruption {
  const controller = new AbortController()
  let first = 0
  const listener = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first > onePress) exit(name === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted)
      return
    }
    first = performance.now()
    controller.abort(new Interrupted(name === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'))
    onFirst()
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  endListeningWhileLoading()
  return {
    signal: controller.signal,
    guard: (work, stop) => guard(controller.signal, work, stop),
    release: () => {
      process.off('SIGINT', listener)
      process.off('SIGTERM', listener)
    },
  }
}

async function guard<T>(signal: AbortSignal, work: Promise<T>, stop?: () => Promise<unknown>): Promise<T> {
  let interrupt = (): void => undefined
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(signal.reason as Error)
    if (signal.aborted) interrupt()
    else signal.addEventListener('abort', interrupt, { once: true })
  })
  try {
    return await Promise.race([work, interrupted])
  } catch (error) {
    if (signal.aborted) {
      // The work itself may still be settling; its own failure no longer matters.
      work.catch(() => undefined)
      await stop?.()
      throw signal.reason
    }
    throw error
  } finally {
    signal.removeEventListener('abort', interrupt)
    interrupted.catch(() => undefined)
  }
}
