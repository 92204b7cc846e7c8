import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components'
import { plural } from '../../core/format/quantity.ts'
import buttonStyles from './button.module.css'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'
import styles from './remarks-button.module.css'

/**
 * What must be known beside the numbers shown: a button with a count, which opens the sentences over the picture and
 * never moves it. Nothing where there are none.
 */
export function RemarksButton({
  remarks,
  subject,
}: {
  readonly remarks: readonly string[]
  /** What the remarks are on, where a view has many such buttons. */
  readonly subject?: string
}) {
  const count = plural(remarks.length, 'remark')
  if (remarks.length === 0) return null
  return (
    <DialogTrigger>
      <Button
        className={classes(buttonStyles['button'], buttonStyles['plain'], styles['button'])}
        {...(subject === undefined ? {} : { 'aria-label': `${count} on ${subject}` })}
      >
        <Icon name="warning" />
        <span>{count}</span>
      </Button>
      <Popover className={styles['popover'] ?? ''} offset={4} placement="bottom end">
        <Dialog aria-label="Remarks" className={styles['dialog'] ?? ''}>
          <ul className={styles['list']}>
            {remarks.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
