import { oneLine } from '../core/format/printable.ts'
import { durationText } from '../core/format/quantity.ts'
import { width } from './format/table.ts'

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
  /** Width of a terminal as it is now; 0 where it does not say. */
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
/** Width that is taken where a terminal does not say its own, as within some containers. */
const usualColumns = 80
/** Fewest columns in which the beginning of a label says something. */
const shortestLabel = 8
const redrawMilliseconds = 100
const plainLineMilliseconds = 5000
/** What is over sooner needs no plain line at all. */
const firstPlainLineMilliseconds = 1000

/**
 * On a terminal: one bar that redraws in place, with the time left, as much of it as the width holds. Elsewhere, and on
 * a terminal that can only write on: a plain line after a second and then one every five, so that logs stay readable.
 *
 * @param terminal the kind of terminal, as the variable TERM names it
 */
export function createProgressDisplay(
  stream: ProgressStream,
  now: () => number = performance.now.bind(performance),
  terminal: string | undefined = process.env['TERM'],
): ProgressDisplay {
  const live = stream.isTTY === true && terminal !== 'dumb'
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
        // The last column stays free: a terminal would go on to the next line.
        stream.write(`\r\u001b[K${progressBar(progress, (stream.columns || usualColumns) - 1)}`)
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

/** Bar, share, counts, time left and label on one line; where it is too long, first the label is cut, then parts go. */
export function progressBar(progress: Progress, columns = Number.POSITIVE_INFINITY): string {
  const share = fraction(progress)
  const filled = Math.round(share * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const percent = `${String(Math.floor(share * 100)).padStart(3)}%`
  const told = `${percent}${counts(progress)}${left(progress)}`
  const shorter = [told, `${percent}${left(progress)}`, `${percent}${left(progress, '')}`, percent]
  const fitting = [`${bar} ${told}`, ...shorter].find((text) => width(text) <= columns)
  if (fitting === undefined) return ''
  const label = oneLine(progress.label)
  const room = columns - width(fitting) - 2
  return room >= Math.min(shortestLabel, width(label)) ? `${fitting}  ${cut(label, room)}` : fitting
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

function left({ remaining, done, total }: Progress, word = ' left'): string {
  return remaining === null || done >= total ? '' : `, ${durationText(remaining)}${word}`
}

function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let shown = ''
  for (const { segment } of graphemes.segment(text)) {
    if (width(`${shown}${segment}…`) > columns) break
    shown += segment
  }
  return `${shown}…`
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
