/** Tells of a fault that has no caller to throw to, as a warning of the process; it goes on. */
export function logFault(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}

/** Does what nobody waits for; a fault in it is told and goes no further. */
export function logged(task: () => void): void {
  try {
    task()
  } catch (error) {
    logFault(error)
  }
}
