import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { FigurePalette } from '../../core/color/palette.ts'
import type { Scene } from '../../core/scene/scene.ts'
import { MarkCard, type MarkCardProps } from './mark-card.tsx'
import { nearestMark } from './nearest-mark.ts'
import { SceneDrawing } from './scene-drawing.tsx'
import styles from './marked-drawing.module.css'

interface MarkedDrawingProps {
  readonly scene: Scene
  readonly palette: FigurePalette
  /** What the drawing is called to readers by ear. */
  readonly label: string
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
export function MarkedDrawing({ scene, palette, label }: MarkedDrawingProps) {
  const frame = useRef<HTMLDivElement>(null)
  // Marks of another scene lie elsewhere: a card ends with the scene that it was shown for.
  const [shown, setShown] = useState<{ readonly scene: Scene; readonly card: MarkCardProps } | null>(null)
  const marks = (): readonly Element[] => [...(frame.current?.querySelectorAll('[data-mark]') ?? [])]

  const show = (mark: Element | null | undefined, pointer?: { readonly clientX: number; readonly clientY: number }) => {
    const around = frame.current?.getBoundingClientRect()
    const title = mark?.getAttribute('data-mark')
    if (mark === null || mark === undefined || around === undefined || title === null || title === undefined)
      return setShown(null)
    const box = mark.getBoundingClientRect()
    const [x, y] = [pointer?.clientX ?? box.left + box.width / 2, pointer?.clientY ?? box.top + box.height / 2]
    setShown({
      scene,
      card: {
        title,
        x: x - around.left,
        y: y - around.top,
        frame: { width: around.width, height: around.height },
      },
    })
  }
  const onPointerMove = (event: PointerEvent) => {
    const found = marks()
    const nearest = nearestMark(
      found.map((mark) => mark.getBoundingClientRect()),
      event.clientX,
      event.clientY,
    )
    if (nearest !== undefined) show(found[nearest])
    else show((event.target as Element).closest('[data-mark]'), event)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setShown(null)
    const found = marks()
    const target = steps[event.key]?.(found.indexOf(event.target as Element), found.length)
    if (target === undefined) return
    event.preventDefault()
    ;(found[target] as SVGElement | undefined)?.focus()
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
      onFocus={(event) => show(event.target.closest('[data-mark]'))}
      onBlur={() => setShown(null)}
      onKeyDown={onKeyDown}
    >
      <SceneDrawing scene={scene} palette={palette} hasCards />
      {shown?.scene === scene ? <MarkCard {...shown.card} /> : null}
    </div>
  )
}
