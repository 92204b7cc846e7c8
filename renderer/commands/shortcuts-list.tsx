import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useKeptChoice } from '../settings/kept-choice.ts'
import { commandGroups } from './command.ts'
import { useOfferedCommands } from './offered-commands.ts'
import { ShortcutKeys } from './shortcut-keys.tsx'
import { singleKeys } from './single-keys.ts'
import styles from './shortcuts-list.module.css'

/** Every shortcut that there is, by what it does. */
export function ShortcutsList({ onClose }: { readonly onClose: () => void }) {
  const commands = useOfferedCommands().filter(({ keys }) => keys !== undefined)
  const isOn = useKeptChoice(singleKeys) === 'on'
  return (
    <Dialog title="Keyboard shortcuts" isOpen onClose={onClose} size="large">
      <div className={styles['groups']}>
        {commandGroups.map((group) => {
          const ofGroup = commands.filter((command) => command.group === group)
          return ofGroup.length === 0 ? null : (
            <section key={group} aria-labelledby={`shortcuts-${group}`}>
              <h3 id={`shortcuts-${group}`} className={styles['group']}>
                {group}
              </h3>
              <dl className={styles['list']}>
                {ofGroup.map(({ id, title, keys }) => (
                  <div key={id} className={styles['entry']}>
                    <dt>{title}</dt>
                    <dd>
                      {keys!.map((shortcut, index) => (
                        <span key={shortcut}>
                          {index === 0 ? null : <span className={styles['or']}>or</span>}
                          <ShortcutKeys keys={shortcut} />
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
      <div className={styles['single']}>
        <p>
          {isOn
            ? 'Shortcuts without Ctrl or Command do not count while text is typed, nor letters in tables and lists, where they lead to a row.'
            : 'Shortcuts without Ctrl or Command are turned off.'}
        </p>
        <Button onPress={() => singleKeys.choose(isOn ? 'off' : 'on')}>
          {isOn ? 'Turn them off' : 'Turn them on'}
        </Button>
      </div>
    </Dialog>
  )
}
