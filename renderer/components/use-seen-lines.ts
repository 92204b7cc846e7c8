import { useEffect, useState, type RefObject } from 'react'

/** Heights in pixels of a line of a table, and of its head. */
export const lineHeight = 34
export const headHeight = 38

/** Lines that are drawn beyond those in view, on either side. */
const margin = 8

interface SeenLines {
  /** The first line that is drawn, and the one after the last. */
  readonly first: number
  readonly end: number
  /** Lines that are in view as a whole. */
  readonly page: number
}

/** The lines of a table that are drawn: those in view and a few around them, as it is scrolled and resized. */
export function useSeenLines(grid: RefObject<HTMLElement | null>, lines: number): SeenLines {
  const [{ step, height }, setSeen] = useState({ step: 0, height: 900 })
  useEffect(() => {
    const element = grid.current
    if (element === null) return
    const look = (): void => {
      // Only every few lines: while the margin lasts, nothing is drawn anew.
      const step = Math.floor(element.scrollTop / lineHeight / (margin / 2))
      const height = element.clientHeight
      setSeen((before) => (before.step === step && before.height === height ? before : { step, height }))
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [grid])
  const atTop = (step * margin) / 2
  const page = Math.max(1, Math.floor((height - headHeight) / lineHeight))
  return {
    first: Math.max(0, Math.min(atTop, lines) - margin),
    end: Math.min(lines, atTop + page + 2 + margin + margin / 2),
    page,
  }
}

/** Scrolls a table only as far as it takes to show a line whole. */
export function bringIntoView(grid: HTMLElement | null, line: number): void {
  if (grid === null || line < 0) return
  const top = line * lineHeight
  const seen = grid.clientHeight - headHeight
  if (top < grid.scrollTop) grid.scrollTop = top
  else if (top + lineHeight > grid.scrollTop + seen) grid.scrollTop = top + lineHeight - seen
}
