import { addressOf } from '../../app/use-route.ts'
import { modelView } from './model-settings.ts'
import styles from './model-name.module.css'

/** The name of a model of the library, which leads to its page. */
export function ModelName({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <a className={styles['name']} href={addressOf(modelView, { model: id })} title={name}>
      {name}
    </a>
  )
}
