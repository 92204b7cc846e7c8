import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react'
import { untouched, zoomAround, type Placement } from './pan-zoom.ts'

export interface PanZoom {
  readonly placement: Placement
  readonly isDragging: boolean
  readonly setPlacement: (placement: Placement) => void
  readonly zoom: (factor: number) => void
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerMove: (event: PointerEvent) => void
    readonly onPointerUp: (event: PointerEvent) => void
  }
}

/** Dragging and the wheel move the drawing; the wheel with Ctrl or Cmd (and a pinch) zooms around the pointer. */
export function usePanZoom(frame: RefObject<HTMLElement | null>): PanZoom {
  const [placement, setPlacement] = useState<Placement>(untouched)
  const [isDragging, setDragging] = useState(false)
  const drag = useRef<{ readonly x: number; readonly y: number; readonly from: Placement; moved: boolean } | null>(null)

  useEffect(() => {
    const element = frame.current
    if (element === null) return
    // React listens to wheel passively; preventing the page's own zoom needs a listener that is not.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const box = element.getBoundingClientRect()
      setPlacement((current) =>
        event.ctrlKey || event.metaKey
          ? zoomAround(current, Math.exp(-event.deltaY * 0.0045), event.clientX - box.left, event.clientY - box.top)
          : { ...current, x: current.x - event.deltaX, y: current.y - event.deltaY },
      )
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [frame])

  return {
    placement,
    isDragging,
    setPlacement,
    zoom: (factor) => {
      const box = frame.current?.getBoundingClientRect()
      setPlacement((current) => zoomAround(current, factor, (box?.width ?? 0) / 2, (box?.height ?? 0) / 2))
    },
    handlers: {
      onPointerDown: (event) => {
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
        setPlacement({ ...start.from, x: start.from.x + dx, y: start.from.y + dy })
      },
      onPointerUp: () => {
        drag.current = null
        setDragging(false)
      },
    },
  }
}
