import { printable } from '../../../core/format/printable.ts'
import { bytesText } from '../../../core/format/quantity.ts'
import type { ModelDetail } from '../../../engine/api/contract.ts'
import styles from './library.module.css'

/** The files of a model at the place that is read, each with its digest. */
export function ModelFiles({ model }: { readonly model: ModelDetail }) {
  return (
    <>
      {model.files.map((file) => (
        <dl key={file.path} className={styles['entry']}>
          <dt className={styles['code']}>{printable(file.path)}</dt>
          <dd className={styles['muted']}>
            {bytesText(file.size)}, sha256 <span className={styles['code']}>{file.sha256}</span>
          </dd>
        </dl>
      ))}
    </>
  )
}
