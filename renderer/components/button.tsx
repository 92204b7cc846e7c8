import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-paths.ts'
import { Hint } from './hint.tsx'
import styles from './button.module.css'

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  readonly children: ReactNode
  /** `primary` once per view at most. Default `plain`. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger'
  readonly icon?: IconName
}

export function Button({ look = 'plain', icon, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={classes(styles['button'], styles[look])}>
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </AriaButton>
  )
}

/** Closes a panel beside the view, as Escape does (`renderer/commands/lasting-commands.ts`). */
export function ClosePanelButton({ label, onPress }: { readonly label: string; readonly onPress: () => void }) {
  return (
    <span data-closes-panel="">
      <IconButton icon="close" label={label} onPress={onPress} />
    </span>
  )
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style' | 'aria-label'> {
  readonly icon: IconName
  /** The button's name, also shown as its hint. */
  readonly label: string
}

export function IconButton({ icon, label, ...props }: IconButtonProps) {
  return (
    <Hint text={label}>
      <AriaButton
        {...props}
        aria-label={label}
        className={classes(styles['button'], styles['quiet'], styles['square'])}
      >
        <Icon name={icon} />
      </AriaButton>
    </Hint>
  )
}
