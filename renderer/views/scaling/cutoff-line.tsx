import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { usePlotArea, useXAxisInverseScale, useXAxisScale } from 'recharts'
import type { FigurePalette } from '../../../core/color/palette.ts'
import { flopsText } from './scaling-settings.ts'

export interface CutoffLineProps {
  readonly palette: FigurePalette
  /** 1e21 FLOPs. */
  readonly cutoff: number
  /** Limits of the cutoff, 1e21 FLOPs. */
  readonly least: number
  readonly most: number
  /** Called with every move; absent: the line only shows the cutoff. */
  readonly onMove?: ((cutoff: number) => void) | undefined
  /** Called with the cutoff where a move has ended. */
  readonly onRest?: ((cutoff: number) => void) | undefined
}

/** Steps of the keyboard, in decades of compute. */
const step = 0.05
const page = 0.5

/**
 * A vertical line at the cutoff on an axis of log10 compute (1e21 FLOPs): a slider for pointer, keyboard and screen
 * reader.
 */
export function CutoffLine({ palette, cutoff, least, most, onMove, onRest }: CutoffLineProps) {
  const plot = usePlotArea()
  const toPixels = useXAxisScale()
  const toValue = useXAxisInverseScale()
  const [isFocused, setFocused] = useState(false)
  const [isDragging, setDragging] = useState(false)
  if (plot === undefined || toPixels === undefined) return null
  const [low, high] = [Math.log10(least), Math.log10(most)]
  const at = Math.min(high, Math.max(low, Math.log10(Math.max(cutoff, 1e-12))))
  const x = Number(toPixels(at))
  // The ends are taken as they are: rounded, they could leave out the first or the last model.
  const cutoffAt = (value: number): number =>
    value <= low ? least : value >= high ? most : Number((10 ** value).toPrecision(3))

  const onPointer = (event: PointerEvent<SVGGElement>): void => {
    const svg = event.currentTarget.ownerSVGElement
    if (svg === null || toValue === undefined) return
    onMove?.(cutoffAt(Number(toValue(event.clientX - svg.getBoundingClientRect().left))))
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
    onRest?.(cutoffAt(target))
  }
  const line = (
    <>
      <line
        x1={x}
        x2={x}
        y1={plot.y}
        y2={plot.y + plot.height}
        stroke={palette.accent}
        strokeWidth={isFocused || isDragging ? 2.5 : 1.5}
        strokeDasharray="5 3"
      />
      <text x={x} y={plot.y - 3} fontSize={11} fill={palette.accent} textAnchor="middle">
        cutoff {flopsText(cutoff)}
      </text>
    </>
  )
  if (onMove === undefined) return <g>{line}</g>
  return (
    <g
      role="slider"
      tabIndex={0}
      aria-label="Cutoff of the training compute"
      aria-valuemin={low + 21}
      aria-valuemax={high + 21}
      aria-valuenow={Number((at + 21).toFixed(3))}
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
        onRest?.(cutoff)
      }}
      onPointerCancel={() => {
        setDragging(false)
        onRest?.(cutoff)
      }}
    >
      {line}
      <rect x={x - 9} y={plot.y} width={18} height={plot.height} fill={palette.accent} fillOpacity={0} />
      <path d={`M${x - 6} ${plot.y + plot.height - 7}h12l-6 8z`} fill={palette.accent} />
      {isFocused ? (
        <rect
          x={x - 9}
          y={plot.y + plot.height - 11}
          width={18}
          height={16}
          fill="none"
          stroke={palette.accent}
          rx={3}
        />
      ) : null}
    </g>
  )
}
