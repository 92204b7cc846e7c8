import { useId } from 'react'
import { Button } from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

interface OpeningFieldProps {
  readonly label: string
  readonly value: string
  readonly onOpen: () => void
}

/** A value that is chosen in a dialog: looks as a choice from a list does. */
export function OpeningField({ label, value, onOpen }: OpeningFieldProps) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <span className={styles['label']} id={`${id}-label`}>
        {label}
      </span>
      <Button
        className={styles['trigger'] ?? ''}
        aria-haspopup="dialog"
        aria-labelledby={`${id}-value ${id}-label`}
        onPress={onOpen}
      >
        <span className={styles['value']} id={`${id}-value`}>
          {value}
        </span>
        <Icon name="down" size={14} />
      </Button>
    </div>
  )
}
