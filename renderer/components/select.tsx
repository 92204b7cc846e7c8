import {
  Autocomplete,
  Button,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField as AriaSearchField,
  Select as AriaSelect,
  SelectValue,
  Text,
  useFilter,
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

/** A list of more choices than this has a field to search it by. */
const mostInSight = 12

/** One of a list, in a popover; type-ahead leads to a choice, and a field searches a long list. */
export function Select<T extends string>({
  label,
  choices,
  value,
  onChange,
  placeholder,
  isDisabled,
  hideLabel,
}: SelectProps<T>) {
  const { contains } = useFilter({ sensitivity: 'base' })
  const list = (
    <ListBox
      className={styles['list'] ?? ''}
      items={choices}
      renderEmptyState={() => <p className={styles['nothing']}>Nothing matches.</p>}
    >
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
  )
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
        {choices.length > mostInSight ? (
          <Autocomplete filter={contains}>
            <SearchOfList label={label} />
            {list}
          </Autocomplete>
        ) : (
          list
        )}
      </Popover>
    </AriaSelect>
  )
}

function SearchOfList({ label }: { readonly label: string }) {
  return (
    <AriaSearchField aria-label={`Search: ${label}`} autoFocus className={`${styles['search']} ${styles['above']}`}>
      <Group className={styles['control'] ?? ''}>
        <span className={styles['lead']}>
          <Icon name="search" size={14} />
        </span>
        <Input className={styles['input'] ?? ''} placeholder="Search" />
      </Group>
    </AriaSearchField>
  )
}
