import { Input, Label, Text, TextField as AriaTextField } from 'react-aria-components'
import styles from './field.module.css'

interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly description?: string
  readonly mostCharacters?: number
}

/** One line of text. */
export function TextField({ label, value, onChange, placeholder, description, mostCharacters }: TextFieldProps) {
  return (
    <AriaTextField
      className={styles['field'] ?? ''}
      value={value}
      onChange={onChange}
      {...(mostCharacters === undefined ? {} : { maxLength: mostCharacters })}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <div className={styles['control']}>
        <Input className={styles['input'] ?? ''} {...(placeholder === undefined ? {} : { placeholder })} />
      </div>
      {description === undefined ? null : (
        <Text slot="description" className={styles['description'] ?? ''}>
          {description}
        </Text>
      )}
    </AriaTextField>
  )
}
