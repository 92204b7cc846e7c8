import { useEffect, useLayoutEffect, useRef, useState, type MouseEvent, type PointerEvent, type RefObject } from 'react'
import { untouched, withSomeInView, zoomAround, type Placement } from './pan-zoom.ts'

interface Point {
  readonly x: number
  readonly y: number
}

export interface PanZoom {
  readonly placement: Placement
  readonly isDragging: boolean
  readonly setPlacement: (placement: Placement) => void
  readonly zoom: (factor: number) => void
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerMove: (event: PointerEvent) => void
    readonly onPointerUp: (event: PointerEvent) => void
    readonly onPointerCancel: (event: PointerEvent) => void
    readonly onClickCapture: (event: MouseEvent) => void
  }
}

/**
 * Dragging and the wheel move the drawing; where the page scrolls, the wheel is the page's. The wheel with Ctrl or Cmd
 * (and a pinch) zooms around the pointer. Whatever is done, one of the drawing's points stays in the frame.
 *
 * @param points of the drawing, e.g. its nodes; none: it may be moved anywhere
 */
export function usePanZoom(frame: RefObject<HTMLElement | null>, points: readonly Point[]): PanZoom {
  const [placement, setPlacement] = useState<Placement>(untouched)
  /** As a reader moves it, from where it is now. */
  const move = (next: (current: Placement) => Placement): void =>
    setPlacement((current) => {
      const { clientWidth: width = 0, clientHeight: height = 0 } = frame.current ?? {}
      return withSomeInView(next(current), points, { width, height })
    })
  const moveAtLatest = useRef(move)
  useLayoutEffect(() => {
    moveAtLatest.current = move
  })
  const [isDragging, setDragging] = useState(false)
  /** Whether the click that follows is only the end of a drag. */
  const isDragEnd = useRef(false)
  const drag = useRef<{ readonly x: number; readonly y: number; readonly from: Placement; moved: boolean } | null>(null)

  useEffect(() => {
    const element = frame.current
    if (element === null) return
    // React listens to wheel passively; preventing the page's own zoom needs a listener that is not.
    const onWheel = (event: WheelEvent) => {
      const isZoom = event.ctrlKey || event.metaKey
      // Where the page around it scrolls, the wheel is left to the page: a drawing would be a trap.
      if (!isZoom && isInScroller(element)) return
      event.preventDefault()
      const box = element.getBoundingClientRect()
      moveAtLatest.current((current) =>
        isZoom
          ? zoomAround(current, Math.exp(-event.deltaY * 0.0045), event.clientX - box.left, event.clientY - box.top)
          : { ...current, x: current.x - event.deltaX, y: current.y - event.deltaY },
      )
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [frame])

  const end = () => {
    drag.current = null
    setDragging(false)
  }
  return {
    placement,
    isDragging,
    setPlacement,
    zoom: (factor) => {
      const box = frame.current?.getBoundingClientRect()
      move((current) => zoomAround(current, factor, (box?.width ?? 0) / 2, (box?.height ?? 0) / 2))
    },
    handlers: {
      onPointerDown: (event) => {
        isDragEnd.current = false
        if (event.button !== 0) return
        drag.current = { x: event.clientX, y: event.clientY, from: placement, moved: false }
      },
      onPointerMove: (event) => {
        const start = drag.current
        if (start === null) return
        const dx = event.clientX - start.x
        const dy = event.clientY - start.y
        // A click that trembles is still a click.
        if (!start.moved && Math.hypot(dx, dy) < 4) return
        if (!start.moved) event.currentTarget.setPointerCapture(event.pointerId)
        start.moved = true
        setDragging(true)
        move(() => ({ ...start.from, x: start.from.x + dx, y: start.from.y + dy }))
      },
      onPointerUp: () => {
        isDragEnd.current = drag.current?.moved === true
        end()
      },
      onPointerCancel: end,
      onClickCapture: (event) => {
        if (isDragEnd.current) event.stopPropagation()
        isDragEnd.current = false
      },
    },
  }
}

/** Whether what is around an element can be scrolled up and down. */
function isInScroller(element: HTMLElement): boolean {
  for (let around = element.parentElement; around !== null; around = around.parentElement)
    if (around.scrollHeight > around.clientHeight && /auto|scroll/.test(getComputedStyle(around).overflowY)) return true
  return false
}
