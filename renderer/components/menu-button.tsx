import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-paths.ts'
import buttonStyles from './button.module.css'
import { classes } from './classes.ts'
import styles from './field.module.css'

export interface MenuEntry {
  readonly id: string
  readonly name: string
  readonly note?: string
  readonly onAction: () => void
}

/** A button that opens a list of actions. */
export function MenuButton({
  label,
  icon,
  entries,
  isDisabled,
}: {
  readonly label: string
  readonly icon: IconName
  readonly entries: readonly MenuEntry[]
  readonly isDisabled?: boolean
}) {
  return (
    <MenuTrigger>
      <Button className={classes(buttonStyles['button'], buttonStyles['plain'])} isDisabled={isDisabled ?? false}>
        <Icon name={icon} />
        <span>{label}</span>
        <Icon name="down" size={12} />
      </Button>
      <Popover className={styles['popover'] ?? ''} offset={4} placement="bottom end">
        <Menu className={styles['list'] ?? ''} items={entries}>
          {(entry) => (
            <MenuItem id={entry.id} textValue={entry.name} onAction={entry.onAction} className={styles['option'] ?? ''}>
              <span />
              <span>{entry.name}</span>
              {entry.note === undefined ? null : <span className={styles['note']}>{entry.note}</span>}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
