import type { ReactNode } from 'react'
import { Button, Disclosure as AriaDisclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './disclosure.module.css'

export interface DisclosureProps {
  readonly title: ReactNode
  readonly children: ReactNode
  /** Whether it is shown, where that is kept elsewhere; else it is hidden at first. */
  readonly isOpen?: boolean
  readonly onToggle?: (isOpen: boolean) => void
}

/** Something behind a title, shown when asked for. */
export function Disclosure({ title, children, isOpen, onToggle }: DisclosureProps) {
  return (
    <AriaDisclosure
      className={styles['disclosure'] ?? ''}
      {...(isOpen === undefined ? {} : { isExpanded: isOpen })}
      {...(onToggle === undefined ? {} : { onExpandedChange: onToggle })}
    >
      <Heading level={3} className={styles['heading'] ?? ''}>
        <Button slot="trigger" className={styles['trigger'] ?? ''}>
          <Icon name="right" size={12} />
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className={styles['content']}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  )
}
