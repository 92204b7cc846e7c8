import { Button, Group, Input, Label, NumberField as AriaNumberField, Text } from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly minimum: number
  readonly maximum: number
  /** By how much the buttons and the arrow keys change the value; any other number can be typed. */
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
  const formatOptions = { useGrouping: false, maximumFractionDigits: decimals }
  const shown = new Intl.NumberFormat('en', formatOptions)
  return (
    <AriaNumberField
      className={styles['field'] ?? ''}
      value={value}
      onChange={(next) => {
        // A field that is left reads its text, which may have fewer digits than the value: that is no change.
        if (Number.isFinite(next) && shown.format(next) !== shown.format(value))
          onChange(Math.min(maximum, Math.max(minimum, next)))
      }}
      minValue={Math.floor(minimum / step) * step}
      maxValue={maximum}
      step={step}
      // Otherwise a value is moved to the nearest step from the minimum on: 1000 in steps of 100 from 1 becomes 1001.
      commitBehavior="validate"
      validationBehavior="aria"
      isInvalid={false}
      formatOptions={formatOptions}
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
    </AriaNumberField>
  )
}
