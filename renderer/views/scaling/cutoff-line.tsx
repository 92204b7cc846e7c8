import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { flopsText } from '../../../core/scaling/flops-text.ts'
import { flopsUnitDecades, trainingUnits } from '../../../core/scaling/training-compute.ts'
import type { Plot } from '../../../core/scene/chart-marks.ts'

interface CutoffLineProps {
  /** Of the baseline, which draws the line itself; its horizontal axis is compute in FLOPs. */
  readonly plot: Plot
  /** 1e21 FLOPs. */
  readonly cutoff: number
  /** Limits of the cutoff, 1e21 FLOPs. */
  readonly least: number
  readonly most: number
  /** Called with every move. */
  readonly onMove: (cutoff: number) => void
  /** Called with the cutoff where a move has ended. */
  readonly onRest: (cutoff: number) => void
}

/** Steps of the keyboard, in decades of compute. */
const step = 0.05
const page = 0.5

/** What moves the line of the cutoff: a slider for pointer, keyboard and screen reader. */
export function CutoffLine({ plot, cutoff, least, most, onMove, onRest }: CutoffLineProps) {
  const [isFocused, setFocused] = useState(false)
  const [isDragging, setDragging] = useState(false)
  const [low, high] = [Math.log10(least), Math.log10(most)]
  const at = Math.min(high, Math.max(low, Math.log10(Math.max(cutoff, 1e-12))))
  const x = plot.x.toPixels(10 ** at * trainingUnits.flops)
  // The ends are taken as they are: rounded, they could leave out the first or the last model.
  const cutoffAt = (value: number): number =>
    value <= low ? least : value >= high ? most : Number((10 ** value).toPrecision(3))

  const onPointer = (event: PointerEvent<SVGGElement>): void => {
    const svg = event.currentTarget.ownerSVGElement
    if (svg === null) return
    const flops = plot.x.toValue(event.clientX - svg.getBoundingClientRect().left)
    onMove(cutoffAt(Math.log10(flops / trainingUnits.flops)))
  }
  const onKey = (event: KeyboardEvent): void => {
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      PageDown: at - page,
      PageUp: at + page,
      Home: low,
      End: high,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onRest(cutoffAt(target))
  }
  const height = plot.bottom - plot.top
  return (
    <g
      role="slider"
      tabIndex={0}
      aria-label="Cutoff of the training compute"
      aria-valuemin={low + flopsUnitDecades}
      aria-valuemax={high + flopsUnitDecades}
      aria-valuenow={Number((at + flopsUnitDecades).toFixed(3))}
      aria-valuetext={`${flopsText(cutoff)} FLOPs`}
      style={{ cursor: 'ew-resize', outline: 'none', touchAction: 'none' }}
      onKeyDown={onKey}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        event.stopPropagation()
        setDragging(true)
      }}
      onPointerMove={(event) => {
        if (isDragging) onPointer(event)
      }}
      onPointerUp={(event) => {
        event.currentTarget.releasePointerCapture(event.pointerId)
        setDragging(false)
        onRest(cutoff)
      }}
      onPointerCancel={() => {
        setDragging(false)
        onRest(cutoff)
      }}
    >
      <rect x={x - 9} y={plot.top} width={18} height={height} fillOpacity={0} />
      {isFocused || isDragging ? (
        <path d={`M${x} ${plot.top}v${height}`} stroke="var(--accent)" strokeWidth={2.5} strokeDasharray="5 3" />
      ) : null}
      <path d={`M${x - 6} ${plot.bottom - 7}h12l-6 8z`} fill="var(--accent)" />
      {isFocused ? (
        <rect x={x - 9} y={plot.bottom - 11} width={18} height={16} fill="none" stroke="var(--accent)" rx={3} />
      ) : null}
    </g>
  )
}
