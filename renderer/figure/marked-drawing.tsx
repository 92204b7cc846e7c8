import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { FigurePalette } from '../../core/color/palette.ts'
import type { Scene } from '../../core/scene/scene.ts'
import { DrawnMarks, type DrawnMark } from './drawn-marks.ts'
import { MarkCard } from './mark-card.tsx'
import { nearestMark } from './nearest-mark.ts'
import { SceneDrawing } from './scene-drawing.tsx'
import { seenPart, type SeenPart } from './seen-part.ts'
import styles from './marked-drawing.module.css'

interface MarkedDrawingProps {
  readonly scene: Scene
  readonly palette: FigurePalette
  /** Pixels of the page for each of the scene. */
  readonly scale?: number
  /** What the drawing is called to readers by ear. */
  readonly label: string
}

/** The mark whose card is shown, the card's place in the frame, and the part of the frame that can be seen. */
interface Shown {
  readonly scene: Scene
  readonly scale: number
  readonly mark: DrawnMark
  readonly x: number
  readonly y: number
  readonly seen: SeenPart
}

/** From one mark to another by key: steps, or to an end. */
const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => Math.min(count - 1, at + 1),
  ArrowDown: (at, count) => Math.min(count - 1, at + 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, count) => count - 1,
}

/**
 * A scene whose marks tell what they stand for in a card: the one under the pointer or near it, and the one that the
 * keyboard is at. The drawing is one stop of the Tab key; arrows lead from mark to mark.
 */
export function MarkedDrawing({ scene, palette, scale = 1, label }: MarkedDrawingProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [drawn] = useState(() => new DrawnMarks())
  // Marks of another scene lie elsewhere: a card ends with the scene that it was shown for.
  const [shown, setShown] = useState<Shown | null>(null)
  const marks = (): readonly DrawnMark[] => (frame.current === null ? [] : drawn.of(scene, scale, frame.current))

  /** @param at place of the card in the frame; absent: the middle of the mark */
  const show = (mark: DrawnMark | undefined, at?: { readonly x: number; readonly y: number }) => {
    if (mark === undefined) return setShown(null)
    const { left, top, width, height } = mark.box
    const { x, y } = at ?? { x: left + width / 2, y: top + height / 2 }
    setShown((before) =>
      before?.scene === scene && before.scale === scale && before.mark === mark && before.x === x && before.y === y
        ? before
        : { scene, scale, mark, x, y, seen: seenPart(frame.current!) },
    )
  }
  const markOf = (target: EventTarget): DrawnMark | undefined => {
    const element = (target as Element).closest('[data-mark]')
    return element === null ? undefined : marks().find((mark) => mark.element === element)
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const [x, y] = [event.clientX - left, event.clientY - top]
    const drawnMarks = marks()
    const nearest = nearestMark(
      drawnMarks.map(({ box }) => box),
      x,
      y,
    )
    if (nearest !== undefined) show(drawnMarks[nearest])
    else show(markOf(event.target), { x, y })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setShown(null)
    const drawnMarks = marks()
    const target = steps[event.key]?.(
      drawnMarks.findIndex(({ element }) => element === event.target),
      drawnMarks.length,
    )
    if (target === undefined) return
    event.preventDefault()
    ;(drawnMarks[target]?.element as SVGElement | undefined)?.focus()
  }
  return (
    <div
      ref={frame}
      className={styles['frame']}
      role="group"
      aria-label={label}
      tabIndex={0}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setShown(null)}
      onFocus={(event) => show(markOf(event.target))}
      onBlur={() => setShown(null)}
      onKeyDown={onKeyDown}
    >
      <SceneDrawing scene={scene} palette={palette} scale={scale} hasCards />
      {shown?.scene === scene && shown.scale === scale ? (
        <div className={styles['seen']} style={shown.seen}>
          <MarkCard
            title={shown.mark.element.getAttribute('data-mark') ?? ''}
            x={shown.x - shown.seen.left}
            y={shown.y - shown.seen.top}
            frame={shown.seen}
          />
        </div>
      ) : null}
    </div>
  )
}
