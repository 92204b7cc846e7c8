import { keyNames, parseShortcut } from './shortcut.ts'
import { isMac } from './platform.ts'
import styles from './shortcut-keys.module.css'

/** A shortcut as keys: those held together side by side, those pressed after each other with a word between. */
export function ShortcutKeys({ keys }: { readonly keys: string }) {
  return (
    <span className={styles['shortcut']}>
      {keyNames(parseShortcut(keys), isMac).map((names, press) => (
        <span key={press} className={styles['press']}>
          {press === 0 ? null : <span className={styles['then']}>then</span>}
          {names.map((name) => (
            <kbd key={name} className={styles['key']}>
              {name}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  )
}
