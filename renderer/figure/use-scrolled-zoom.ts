import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type DragEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
} from 'react'
import { fitWhole, scaleLimits, zoomAround } from './pan-zoom.ts'

export interface ScrolledZoom {
  /** Pixels of the frame for each of the drawing. */
  readonly scale: number
  readonly zoom: (factor: number) => void
  /** Shows a drawing of this size whole, never larger than drawn. */
  readonly fit: (drawing: { readonly width: number; readonly height: number }) => void
  /** Shows the drawing from its beginning, in a scale. */
  readonly show: (scale: number) => void
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void
    readonly onPointerMove: (event: PointerEvent) => void
    readonly onPointerUp: () => void
    readonly onPointerCancel: () => void
    readonly onClickCapture: (event: MouseEvent) => void
    readonly onDragStart: (event: DragEvent) => void
  }
}

/** Larger than this a drawing of hundreds of rows is more than browsers paint. */
const limits = { ...scaleLimits, largest: 6 }

/** What a drawing has at its left and its top that keeps its size, in pixels. */
interface Unscaled {
  readonly left: number
  readonly top: number
}

const nothing: Unscaled = { left: 0, top: 0 }

/**
 * A drawing in a frame that scrolls, which can be larger or smaller than drawn. Scrolling moves it by wheel, keys and
 * touch, and so does dragging with a mouse or pen. The wheel with Ctrl or Cmd (and a pinch) zooms around the pointer.
 *
 * @param unscaled what of the drawing keeps its size, e.g. heads of rows and columns
 */
export function useScrolledZoom(frame: RefObject<HTMLElement | null>, unscaled: Unscaled = nothing): ScrolledZoom {
  const [scale, setScale] = useState(1)
  const current = useRef(1)
  /** Where the frame is to be scrolled to as soon as the drawing has its new size. */
  const scrollTo = useRef<{ readonly left: number; readonly top: number } | null>(null)
  const drag = useRef<{ x: number; y: number; left: number; top: number; moved: boolean } | null>(null)
  const isDragEnd = useRef(false)

  const zoomAt = (factor: number, x: number, y: number): void => {
    const element = frame.current
    if (element === null) return
    const { scrollLeft, scrollTop } = element
    const at = scrollTo.current ?? { left: scrollLeft, top: scrollTop }
    const placement = { scale: current.current, x: unscaled.left - at.left, y: unscaled.top - at.top }
    const next = zoomAround(placement, factor, x, y, limits)
    current.current = next.scale
    scrollTo.current = { left: unscaled.left - next.x, top: unscaled.top - next.y }
    setScale(next.scale)
  }
  const zoomAtLatest = useRef(zoomAt)
  useLayoutEffect(() => {
    zoomAtLatest.current = zoomAt
  })
  useLayoutEffect(() => {
    if (scrollTo.current !== null) frame.current?.scrollTo(scrollTo.current)
    scrollTo.current = null
  }, [frame, scale])

  useEffect(() => {
    const element = frame.current
    if (element === null) return
    // React listens to wheel passively; preventing the page's own zoom needs a listener that is not.
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const box = element.getBoundingClientRect()
      zoomAtLatest.current(Math.exp(-event.deltaY * 0.0045), event.clientX - box.left, event.clientY - box.top)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [frame])

  const end = () => {
    isDragEnd.current = drag.current?.moved === true
    drag.current = null
  }
  const show = (wanted: number): void => zoomAt(wanted / current.current, 0, 0)
  return {
    scale,
    show,
    zoom: (factor) => zoomAt(factor, (frame.current?.clientWidth ?? 0) / 2, (frame.current?.clientHeight ?? 0) / 2),
    fit: (drawing) => {
      const { clientWidth: width = 0, clientHeight: height = 0 } = frame.current ?? {}
      if (width > 0 && height > 0) show(fitWhole(drawing, { width, height }).scale)
    },
    handlers: {
      onPointerDown: (event) => {
        isDragEnd.current = false
        const element = frame.current
        // A finger scrolls by itself.
        if (element === null || event.button !== 0 || event.pointerType === 'touch') return
        const { scrollLeft: left, scrollTop: top } = element
        drag.current = { x: event.clientX, y: event.clientY, left, top, moved: false }
      },
      onPointerMove: (event) => {
        const start = drag.current
        if (start === null) return
        const [dx, dy] = [event.clientX - start.x, event.clientY - start.y]
        // A click that trembles is still a click.
        if (!start.moved && Math.hypot(dx, dy) < 4) return
        if (!start.moved) event.currentTarget.setPointerCapture(event.pointerId)
        start.moved = true
        frame.current?.scrollTo({ left: start.left - dx, top: start.top - dy })
      },
      onPointerUp: end,
      onPointerCancel: end,
      onClickCapture: (event) => {
        if (isDragEnd.current) {
          event.preventDefault()
          event.stopPropagation()
        }
        isDragEnd.current = false
      },
      // The links of a drawing are not dragged out of it.
      onDragStart: (event) => event.preventDefault(),
    },
  }
}
