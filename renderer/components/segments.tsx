import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { Choice } from './select.tsx'
import styles from './field.module.css'

interface SegmentsProps<T extends string> {
  readonly label: string
  readonly choices: readonly Choice<T>[]
  /** Null: none of them. */
  readonly value: T | null
  readonly onChange: (value: T) => void
  readonly hideLabel?: boolean
  readonly isDisabled?: boolean
}

/** One of two to four, all visible. */
export function Segments<T extends string>({
  label,
  choices,
  value,
  onChange,
  hideLabel,
  isDisabled,
}: SegmentsProps<T>) {
  return (
    <RadioGroup
      className={styles['field'] ?? ''}
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled ?? false}
      onChange={(key) => {
        const chosen = choices.find((choice) => choice.id === key)
        if (chosen !== undefined) onChange(chosen.id)
      }}
      {...(hideLabel === true ? { 'aria-label': label } : {})}
    >
      {hideLabel === true ? null : <Label className={styles['label'] ?? ''}>{label}</Label>}
      <div className={styles['segments']}>
        {choices.map((choice) => (
          <Radio key={choice.id} value={choice.id} className={styles['segment'] ?? ''}>
            {choice.name}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}
