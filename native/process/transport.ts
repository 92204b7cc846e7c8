/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
}

/**
 * A child process as its parent sees it, whatever started it (Node's fork, Electron's utilityProcess). Listeners are
 * set before the next turn of the event loop; each kind has one listener.
 */
export interface Transport {
  /** Absent where the process could not be started. */
  readonly pid: number | undefined
  /** Structured-clone messages; silently dropped once the process is gone. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Pieces of stderr as they come, not cut at line ends. */
  onStderr(listener: (text: string) => void): void
  /** Called once, after the last piece of stderr. */
  onExit(listener: (exit: ProcessExit) => void): void
  /** Asks the process to end (SIGTERM), or ends it at once (SIGKILL). */
  kill(how: 'ask' | 'force'): void
}

/** Starts a module (a file URL) in a process of its own. */
export type StartTransport = (entry: URL) => Transport
