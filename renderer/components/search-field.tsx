import { Button, Group, Input, SearchField as AriaSearchField } from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

interface SearchFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  /** On Enter. */
  readonly onSubmit?: () => void
}

/** A text to filter by, with a button that clears it. */
export function SearchField({ label, value, onChange, placeholder, onSubmit }: SearchFieldProps) {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      {...(onSubmit === undefined ? {} : { onSubmit })}
      className={`${styles['field']} ${styles['search']}`}
    >
      <Group className={styles['control'] ?? ''}>
        <span className={styles['lead']}>
          <Icon name="search" size={14} />
        </span>
        <Input className={styles['input'] ?? ''} placeholder={placeholder ?? label} />
        <Button className={styles['clear'] ?? ''} aria-label="Clear">
          <Icon name="close" size={12} />
        </Button>
      </Group>
    </AriaSearchField>
  )
}
