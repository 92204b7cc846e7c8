import { readMarkTitle } from '../../core/scene/mark-title.ts'
import styles from './marked-drawing.module.css'

interface MarkCardProps {
  /** By `markTitle`. */
  readonly title: string
  /** Place of the mark in the frame, in pixels, and the frame's size. */
  readonly x: number
  readonly y: number
  readonly frame: { readonly width: number; readonly height: number }
}

const gap = 12
const mostWidth = 320

/** What a mark stands for, beside it on the side that has more room. */
export function MarkCard({ title, x, y, frame }: MarkCardProps) {
  const { name, facts } = readMarkTitle(title)
  return (
    <div
      className={styles['card']}
      // What it says is the mark's own name already.
      aria-hidden="true"
      style={{
        maxWidth: Math.min(mostWidth, Math.max(x, frame.width - x) - gap),
        ...(x < frame.width / 2 ? { left: x + gap } : { right: frame.width - x + gap }),
        ...(y < frame.height / 2 ? { top: y } : { bottom: frame.height - y }),
      }}
    >
      <h3>{name}</h3>
      <dl>
        {facts.map(([fact, value]) => (
          <div key={fact}>
            <dt>{fact}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
