import { Button } from 'react-aria-components'
import { Icon } from '../components/icon.tsx'
import { openDialog } from './open-dialog.ts'
import { isMac } from './platform.ts'
import { ShortcutKeys } from './shortcut-keys.tsx'
import styles from './find-button.module.css'

/** Opens the palette, and shows the keys that do so too. */
export function FindButton() {
  return (
    <div className={styles['holder']}>
      <Button
        className={styles['button'] ?? ''}
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
        onPress={() => openDialog('palette')}
      >
        <Icon name="search" size={14} />
        <span className={styles['text']}>Find</span>
        <span className={styles['keys']}>
          <ShortcutKeys keys="Mod+K" />
        </span>
      </Button>
    </div>
  )
}
