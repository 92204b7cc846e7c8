import type { ModelDetail } from '../../../engine/api/contract.ts'
import styles from './library.module.css'

/** The entries of a file's header, each with its type as a hint. */
export function HeaderMetadata({ model }: { readonly model: ModelDetail }) {
  return (
    <dl>
      {model.metadata.map((entry) => (
        <div key={entry.key} className={styles['entry']}>
          <dt className={styles['key']} title={entry.type}>
            {entry.key}
          </dt>
          <dd className={styles['value']}>{entry.value}</dd>
        </div>
      ))}
    </dl>
  )
}
