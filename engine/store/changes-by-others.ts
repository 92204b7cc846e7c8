import { hash } from 'node:crypto'
import { logged } from '../jobs/log-fault.ts'
import type { Connection } from './open-database.ts'

/** Milliseconds between two looks. */
const interval = 1000

/**
 * Notices what other processes have committed to the database, as the command line does beside an open page. SQLite
 * counts their commits (`PRAGMA data_version`, which a connection's own commits leave as it is); only where it has
 * counted any is it looked what has changed.
 *
 * @template Topic what may have changed
 */
export class ChangesByOthers<Topic extends string> {
  private readonly connection: Connection
  private readonly contents: Readonly<Record<Topic, () => unknown>>
  private readonly onChange: (topic: Topic) => void
  private readonly timer: NodeJS.Timeout
  private version: number
  private isLooking = false
  private isClosed = false
  private readonly seen = new Map<Topic, string>()

  /**
   * @param contents for each topic what is stored of it, as a value that JSON can hold. It is looked at with the first
   *   look, and again after commits of others.
   */
  constructor(
    connection: Connection,
    contents: Readonly<Record<Topic, () => unknown>>,
    onChange: (topic: Topic) => void,
  ) {
    this.connection = connection
    this.contents = contents
    this.onChange = onChange
    this.version = this.dataVersion()
    this.timer = setInterval(() => void this.look(), interval).unref()
  }

  /**
   * Tells of what has changed since the last look. What this process has changed itself meanwhile may be told again.
   * Each topic has a turn of the event loop for itself: all of a large database take half a second. A fault of whoever
   * is told becomes a warning, and hinders no other topic.
   */
  async look(): Promise<void> {
    if (this.isLooking) return
    this.isLooking = true
    try {
      const version = this.dataVersion()
      const isChanged = version !== this.version
      const topics = Object.keys(this.contents) as Topic[]
      if (!isChanged && this.seen.size === topics.length) return
      for (const topic of topics) {
        if (this.isClosed) return
        if (this.hasChanged(topic) && isChanged) logged(() => this.onChange(topic))
        await new Promise((resolve) => setImmediate(resolve))
      }
      this.version = version
    } catch {
      // The database is locked or gone: whoever needs it says so. The next look tries again.
    } finally {
      this.isLooking = false
    }
  }

  close(): void {
    this.isClosed = true
    clearInterval(this.timer)
  }

  private dataVersion(): number {
    return this.connection.pragma('data_version', { simple: true }) as number
  }

  private hasChanged(topic: Topic): boolean {
    const now = hash('sha1', JSON.stringify(this.contents[topic]()))
    const isNew = this.seen.get(topic) !== now
    this.seen.set(topic, now)
    return isNew
  }
}
