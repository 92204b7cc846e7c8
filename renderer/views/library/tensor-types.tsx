import { bytesText, countText } from '../../../core/format/quantity.ts'
import type { ModelDetail } from '../../../engine/api/contract.ts'
import styles from './library.module.css'

/** The types that a file's tensors are stored in. */
export function TensorTypes({ model }: { readonly model: ModelDetail }) {
  return (
    <table className={styles['small']}>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col" className={styles['number']}>
            Tensors
          </th>
          <th scope="col" className={styles['number']}>
            Size
          </th>
        </tr>
      </thead>
      <tbody>
        {model.tensorTypes.map((entry) => (
          <tr key={entry.type}>
            <td>{entry.type}</td>
            <td className={styles['number']}>{countText(entry.tensors)}</td>
            <td className={styles['number']}>{bytesText(entry.bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
