import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-paths.ts'
import buttonStyles from './button.module.css'
import { classes } from './classes.ts'
import styles from './field.module.css'

interface ChoiceMenuProps<T extends string> {
  readonly label: string
  readonly icon?: IconName
  readonly choices: readonly { readonly id: T; readonly name: string; readonly note?: string }[]
  readonly chosen: readonly T[]
  readonly onChoose: (chosen: readonly T[]) => void
}

/** A button that opens a list of which several are ticked; it stays open meanwhile. */
export function ChoiceMenu<T extends string>({ label, icon, choices, chosen, onChoose }: ChoiceMenuProps<T>) {
  return (
    <MenuTrigger>
      <Button className={classes(buttonStyles['button'], buttonStyles['plain'])}>
        {icon === undefined ? null : <Icon name={icon} />}
        <span>{label}</span>
        <Icon name="down" size={12} />
      </Button>
      <Popover className={styles['popover'] ?? ''} offset={4} placement="bottom end">
        <Menu
          aria-label={label}
          className={styles['list'] ?? ''}
          items={choices}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={(keys) =>
            onChoose(choices.flatMap(({ id }) => (keys === 'all' || keys.has(id) ? [id] : [])))
          }
        >
          {(choice) => (
            <MenuItem id={choice.id} textValue={choice.name} className={styles['option'] ?? ''}>
              {({ isSelected }) => (
                <>
                  {isSelected ? <Icon name="check" size={14} /> : <span />}
                  <span>{choice.name}</span>
                  {choice.note === undefined ? null : <span className={styles['note']}>{choice.note}</span>}
                </>
              )}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
