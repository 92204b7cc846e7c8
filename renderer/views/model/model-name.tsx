import { addressOf } from '../../app/use-route.ts'
import { modelView } from './model-settings.ts'
import styles from './model-name.module.css'

interface ModelNameProps {
  readonly id: string
  readonly name: string
  /** False: the Tab key passes it over, where arrow keys lead through what it is in. */
  readonly isTabStop?: boolean
}

/** The name of a model of the library, which leads to its page. */
export function ModelName({ id, name, isTabStop = true }: ModelNameProps) {
  return (
    <a
      className={styles['name']}
      href={addressOf(modelView, { model: id })}
      title={name}
      {...(isTabStop ? {} : { tabIndex: -1 })}
    >
      {name}
    </a>
  )
}
