import { views } from '../app/navigation.ts'
import { goTo } from '../app/use-route.ts'
import { contrastChoices, schemeChoices } from '../../engine/api/appearance.ts'
import { chosenContrast, chosenScheme } from '../design/theme.ts'
import type { Command } from './command.ts'
import { openDialog } from './open-dialog.ts'
import { singleKeys } from './single-keys.ts'

const viewCommands = views.map(
  ({ name, icon, letter, settings }): Command => ({
    id: `view-${settings.view}`,
    title: name,
    group: 'Views',
    icon,
    ...(letter === undefined ? {} : { keys: [`g ${letter}`] }),
    run: () => goTo(settings),
  }),
)

const schemeNames = { system: 'Theme of the system', light: 'Light theme', dark: 'Dark theme' } as const
const contrastNames = {
  system: 'Contrast of the system',
  normal: 'Normal contrast',
  high: 'High contrast',
} as const

const appearanceCommands: readonly Command[] = [
  ...schemeChoices.map(
    (id): Command => ({
      id: `theme-${id}`,
      title: schemeNames[id],
      group: 'Appearance',
      icon: id,
      run: () => chosenScheme.choose(id),
    }),
  ),
  ...contrastChoices.map(
    (id): Command => ({
      id: `contrast-${id}`,
      title: contrastNames[id],
      group: 'Appearance',
      icon: 'contrast',
      run: () => chosenContrast.choose(id),
    }),
  ),
]

function isSeen(element: HTMLElement): boolean {
  return element.getClientRects().length > 0
}

/** The first field of the view shown that filters or searches. */
function filterField(): HTMLInputElement | undefined {
  return [...document.querySelectorAll<HTMLInputElement>('main input[type=search]')].find(isSeen)
}

/** The button that closes the panel opened last. */
function closeButton(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('main [data-closes-panel] button')].filter(isSeen).at(-1)
}

const keyboardCommands: readonly Command[] = [
  {
    id: 'palette',
    title: 'Find a command, view or model',
    group: 'Keyboard',
    keys: ['Mod+K', 'Mod+Shift+P'],
    isKeyOnly: true,
    run: () => openDialog('palette'),
  },
  {
    id: 'shortcuts',
    title: 'Show the keyboard shortcuts',
    group: 'Keyboard',
    icon: 'keyboard',
    keys: ['?'],
    run: () => openDialog('shortcuts'),
  },
  {
    id: 'filter',
    title: 'Go to the filter of the view',
    group: 'Keyboard',
    icon: 'search',
    keys: ['/', 'Mod+F'],
    // In the filter itself the same keys are the browser's: its own search is one press further.
    isAvailable: () => filterField() !== undefined && document.activeElement !== filterField(),
    run: () => {
      filterField()?.focus()
      filterField()?.select()
    },
  },
  {
    id: 'close-panel',
    title: 'Close the panel beside the view',
    group: 'Keyboard',
    keys: ['Escape'],
    isKeyOnly: true,
    isAvailable: () => closeButton() !== undefined,
    run: () => {
      closeButton()?.click()
      // Where what had the focus is gone with the panel, the keyboard goes on at the view.
      setTimeout(() => {
        if (document.activeElement === document.body) document.querySelector('main')?.focus()
      })
    },
  },
  ...(['on', 'off'] as const).map(
    (next): Command => ({
      id: `single-keys-${next}`,
      title: `Turn shortcuts of single keys ${next}`,
      group: 'Keyboard',
      icon: 'keyboard',
      isAvailable: () => singleKeys.now() !== next,
      run: () => singleKeys.choose(next),
    }),
  ),
]

/** The commands that there are in every view. */
export const lastingCommands: readonly Command[] = [...viewCommands, ...appearanceCommands, ...keyboardCommands]
