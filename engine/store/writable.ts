import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import { DatabaseError } from './database-error.ts'
import { diskFault } from './full-disk.ts'
import { writerOf } from './lock-holder.ts'

interface Waiting {
  /** Milliseconds after which to give up; absent: only the signal ends the waiting. */
  readonly patience?: number
  readonly signal?: AbortSignal
  /** Called with what is waited for, in words, once that has taken a second, and with null when it is over. */
  readonly onWaiting?: (reason: string | null) => void
}

/** `onceWritable` on the database of an engine. */
export type WhenWritable = <T>(work: () => T | Promise<T>, waiting?: Waiting) => Promise<T>

/**
 * What SQLite itself may wait for a lock, in milliseconds: nothing else happens meanwhile. Long enough for another's
 * commit of one gene.
 */
export const blockingWait = 20

const firstPause = 50
const longestPause = 500
const worthSaying = 1000

/**
 * Does work on a database that another program may be writing to. SQLite lets one write at a time, and its own waiting
 * would hold up everything in this process, reads included. So work that finds the database locked is done again after
 * a pause, in which others go on. It must be one transaction, or such that doing it again does no harm. Throws
 * DatabaseError when patience is over, and the signal's reason.
 *
 * @param file the database, for the message
 */
export async function onceWritable<T>(
  file: string,
  work: () => T | Promise<T>,
  { patience = Infinity, signal, onWaiting }: Waiting = {},
): Promise<T> {
  let since: number | undefined
  let isSaid = false
  try {
    for (let pause = firstPause; ; pause = Math.min(longestPause, 1.5 * pause)) {
      signal?.throwIfAborted()
      try {
        return await work()
      } catch (error) {
        if (!isLocked(error)) throw inWords(file, error)
        const now = performance.now()
        since ??= now
        if (now - since >= patience) throw lockedFor(file, now - since, error)
        if (now - since >= worthSaying && !isSaid) {
          isSaid = true
          onWaiting?.(`${writerOf(file)} is writing to ${file}`)
        }
      }
      await delay(pause, undefined, signal === undefined ? {} : { signal })
    }
  } finally {
    if (isSaid) onWaiting?.(null)
  }
}

/** An error that says in words where the disk is full or fails, and is told by its code as before. */
export function inWords(file: string, error: unknown): unknown {
  const fault = diskFault(file, error)
  if (fault === undefined) return error
  return Object.assign(new DatabaseError(fault, { cause: error }), { code: (error as { readonly code: string }).code })
}

function lockedFor(file: string, milliseconds: number, cause: unknown): DatabaseError {
  return new DatabaseError(
    `${file} has been locked for ${String(Math.round(milliseconds / 1000))} s: ${writerOf(file)} is writing to it. Nothing was changed; try again when that has ended.`,
    { cause },
  )
}

/** Milliseconds for which a call waits while another program writes to the database. */
export const callPatience = 10_000

/** What SQLite may wait at once in a thread that nothing else needs: such a thread can be ended in between. */
const threadWait = 100

/**
 * Begins a transaction that writes, in a thread that may wait: as soon as no other connection writes. Throws
 * DatabaseError when patience is over.
 */
export function beginWriting(connection: Connection, patience = callPatience): void {
  const since = performance.now()
  if (connection.name !== ':memory:') connection.pragma(`busy_timeout = ${String(threadWait)}`)
  for (;;) {
    try {
      connection.exec('BEGIN IMMEDIATE')
      return
    } catch (error) {
      if (!isLocked(error)) throw error
      if (performance.now() - since >= patience) throw lockedFor(connection.name, performance.now() - since, error)
    }
  }
}

/** Whether an error says that another connection is writing. */
export function isLocked(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('SQLITE_BUSY')
  )
}

/** Whether an error says that the database cannot be written to, now or at all. */
export function isNotWritable(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^SQLITE_(BUSY|READONLY|FULL)/.test(error.code)
  )
}
