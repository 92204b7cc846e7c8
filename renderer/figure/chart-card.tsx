import styles from './chart-frame.module.css'

export interface ChartCardProps {
  readonly title: string
  readonly facts: readonly (readonly [name: string, value: string])[]
}

/** What a chart says about the mark under the pointer: the content of a Recharts `Tooltip`. */
export function ChartCard({ title, facts }: ChartCardProps) {
  return (
    <div className={styles['card']}>
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
