import {
  Button,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './field.module.css'

export interface Choice<T extends string> {
  readonly id: T
  readonly name: string
  readonly note?: string
}

interface SelectProps<T extends string> {
  readonly label: string
  readonly choices: readonly Choice<T>[]
  readonly value: T | null
  readonly onChange: (value: T) => void
  readonly placeholder?: string
  readonly isDisabled?: boolean
  /** The label is read out but not drawn. */
  readonly hideLabel?: boolean
}

/** One of a list, in a popover. */
export function Select<T extends string>({
  label,
  choices,
  value,
  onChange,
  placeholder,
  isDisabled,
  hideLabel,
}: SelectProps<T>) {
  return (
    <AriaSelect
      className={styles['field'] ?? ''}
      value={value}
      onChange={(key) => {
        const chosen = choices.find((choice) => choice.id === key)
        if (chosen !== undefined) onChange(chosen.id)
      }}
      isDisabled={isDisabled ?? false}
      placeholder={placeholder ?? 'Choose'}
      {...(hideLabel === true ? { 'aria-label': label } : {})}
    >
      {hideLabel === true ? null : <Label className={styles['label'] ?? ''}>{label}</Label>}
      <Button className={styles['trigger'] ?? ''}>
        <SelectValue className={styles['value'] ?? ''}>
          {({ isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : choices.find((choice) => choice.id === value)?.name
          }
        </SelectValue>
        <Icon name="down" size={14} />
      </Button>
      <Popover className={styles['popover'] ?? ''} offset={4}>
        <ListBox className={styles['list'] ?? ''} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.name} className={styles['option'] ?? ''}>
              {({ isSelected }) => (
                <>
                  {isSelected ? <Icon name="check" size={14} /> : <span />}
                  <Text slot="label">{choice.name}</Text>
                  {choice.note === undefined ? null : (
                    <Text slot="description" className={styles['note'] ?? ''}>
                      {choice.note}
                    </Text>
                  )}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
