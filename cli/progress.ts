import { oneLine } from '../core/format/printable.ts'
import { durationText } from '../core/format/quantity.ts'

/** How far something is. */
export interface Progress {
  readonly label: string
  readonly done: number
  readonly total: number
  /** What `done` and `total` count, e.g. `genes`; `%` shows only the share. */
  readonly unit: string
  /** Estimated milliseconds left; null while unknown. */
  readonly remaining: number | null
}

/** The part of a stream that a progress display needs. */
interface ProgressStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

export interface ProgressDisplay {
  update(progress: Progress): void
  /** Writes a line without tearing the bar. */
  line(text: string): void
  /** Removes the bar; call before anything else is written. */
  end(): void
}

const barWidth = 24
const redrawMilliseconds = 100
const plainLineMilliseconds = 5000
/** What is over sooner needs no plain line at all. */
const firstPlainLineMilliseconds = 1000

/**
 * On a terminal: one bar that redraws in place, with the time left. Elsewhere: a plain line after a second and then one
 * every five, so that logs stay readable.
 */
export function createProgressDisplay(
  stream: ProgressStream,
  now: () => number = performance.now.bind(performance),
): ProgressDisplay {
  const live = stream.isTTY === true
  let last = Number.NEGATIVE_INFINITY
  let first: number | undefined
  let drawn = false

  const clear = (): void => {
    if (drawn) stream.write('\r\u001b[K')
    drawn = false
  }

  return {
    update(progress) {
      const time = now()
      first ??= time
      if (!live && time - first < firstPlainLineMilliseconds) return
      const complete = progress.done >= progress.total
      if (time - last < (live ? redrawMilliseconds : plainLineMilliseconds) && !(live && complete)) return
      last = time
      if (live) {
        stream.write(`\r\u001b[K${cut(progressBar(progress), (stream.columns ?? 80) - 1)}`)
        drawn = true
      } else {
        stream.write(`${progressLine(progress)}\n`)
      }
    },
    line(text) {
      clear()
      stream.write(`${oneLine(text)}\n`)
    },
    end: clear,
  }
}

export function progressBar(progress: Progress): string {
  const share = fraction(progress)
  const filled = Math.round(share * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)}%${counts(progress)}${left(progress)}  ${oneLine(progress.label)}`
}

export function progressLine(progress: Progress): string {
  return `${oneLine(progress.label)}: ${Math.floor(fraction(progress) * 100)}%${counts(progress)}${left(progress)}`
}

function fraction({ done, total }: Progress): number {
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 0
}

function counts({ done, total, unit }: Progress): string {
  return unit === '%' ? '' : ` ${done}/${total} ${unit}`
}

function left({ remaining, done, total }: Progress): string {
  return remaining === null || done >= total ? '' : `, ${durationText(remaining)} left`
}

function cut(text: string, columns: number): string {
  const characters = [...text]
  return characters.length <= columns ? text : `${characters.slice(0, Math.max(0, columns - 1)).join('')}…`
}
