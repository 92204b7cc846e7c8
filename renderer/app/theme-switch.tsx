import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { Icon } from '../components/icon.tsx'
import type { IconName } from '../components/icon-paths.ts'
import { chooseTheme, useThemeChoice, type ThemeChoice } from '../design/theme.ts'
import styles from './theme-switch.module.css'

const themes: readonly { readonly id: ThemeChoice; readonly name: string; readonly icon: IconName }[] = [
  { id: 'system', name: 'Theme of the system', icon: 'system' },
  { id: 'light', name: 'Light theme', icon: 'light' },
  { id: 'dark', name: 'Dark theme', icon: 'dark' },
]

export function ThemeSwitch() {
  const choice = useThemeChoice()
  return (
    <ToggleButtonGroup
      aria-label="Theme"
      className={styles['group'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[choice]}
      onSelectionChange={(keys) => {
        const chosen = themes.find((theme) => keys.has(theme.id))
        if (chosen !== undefined) chooseTheme(chosen.id)
      }}
    >
      {themes.map((theme) => (
        <ToggleButton key={theme.id} id={theme.id} aria-label={theme.name} className={styles['button'] ?? ''}>
          <Icon name={theme.icon} size={14} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
