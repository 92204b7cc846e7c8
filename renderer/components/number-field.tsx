import { Button, FieldError, Group, Input, Label, NumberField as AriaNumberField, Text } from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

export interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly minimum: number
  readonly maximum: number
  readonly step?: number
  readonly decimals?: number
  readonly description?: string
}

export function NumberField({
  label,
  value,
  onChange,
  minimum,
  maximum,
  step = 1,
  decimals = 0,
  description,
}: NumberFieldProps) {
  return (
    <AriaNumberField
      className={styles['field'] ?? ''}
      value={value}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next)
      }}
      minValue={minimum}
      maxValue={maximum}
      step={step}
      formatOptions={{ useGrouping: false, maximumFractionDigits: decimals }}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Group className={styles['control'] ?? ''}>
        <Input className={styles['input'] ?? ''} />
        <Button slot="decrement" className={styles['step'] ?? ''}>
          <Icon name="dash" size={12} />
        </Button>
        <Button slot="increment" className={styles['step'] ?? ''}>
          <Icon name="plus" size={12} />
        </Button>
      </Group>
      {description === undefined ? null : (
        <Text slot="description" className={styles['description'] ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''} />
    </AriaNumberField>
  )
}
