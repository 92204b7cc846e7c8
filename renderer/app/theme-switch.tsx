import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { Icon } from '../components/icon.tsx'
import type { IconName } from '../components/icon-paths.ts'
import type { SchemeChoice } from '../../engine/api/appearance.ts'
import { chosenContrast, chosenScheme, useTheme } from '../design/theme.ts'
import { useKeptChoice } from '../settings/kept-choice.ts'
import styles from './theme-switch.module.css'

const schemes: readonly { readonly id: SchemeChoice; readonly name: string; readonly icon: IconName }[] = [
  { id: 'system', name: 'Theme of the system', icon: 'system' },
  { id: 'light', name: 'Light theme', icon: 'light' },
  { id: 'dark', name: 'Dark theme', icon: 'dark' },
]

/** Light or dark, as the system has it or as chosen, and more contrast. */
export function ThemeSwitch() {
  const scheme = useKeptChoice(chosenScheme)
  const isHigh = useTheme().startsWith('high-contrast')
  return (
    <div className={styles['switch']}>
      <ToggleButtonGroup
        aria-label="Theme"
        className={styles['group'] ?? ''}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[scheme]}
        onSelectionChange={(keys) => {
          const chosen = schemes.find(({ id }) => keys.has(id))
          if (chosen !== undefined) chosenScheme.choose(chosen.id)
        }}
      >
        {schemes.map(({ id, name, icon }) => (
          <ToggleButton key={id} id={id} aria-label={name} className={styles['button'] ?? ''}>
            <Icon name={icon} size={14} />
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ToggleButton
        aria-label="High contrast"
        isSelected={isHigh}
        onChange={(high) => chosenContrast.choose(high ? 'high' : 'normal')}
        className={styles['button'] ?? ''}
      >
        <Icon name="contrast" size={14} />
      </ToggleButton>
    </div>
  )
}
