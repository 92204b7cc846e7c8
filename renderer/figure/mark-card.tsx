import { readMarkTitle } from '../../core/scene/mark-title.ts'
import { cardPlace } from '../components/card-place.ts'
import styles from './marked-drawing.module.css'

interface MarkCardProps {
  /** By `markTitle`. */
  readonly title: string
  /** Place of the mark in the frame, in pixels, and the frame's size. */
  readonly x: number
  readonly y: number
  readonly frame: { readonly width: number; readonly height: number }
}

/** What a mark stands for, beside it. */
export function MarkCard({ title, x, y, frame }: MarkCardProps) {
  const { name, facts } = readMarkTitle(title)
  return (
    <div
      className={styles['card']}
      // What it says is the mark's own name already.
      aria-hidden="true"
      style={cardPlace(x, y, frame)}
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
