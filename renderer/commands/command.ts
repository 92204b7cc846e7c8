import type { IconSource } from '../components/icon-paths.ts'

/** In the order in which the palette and the list of shortcuts show them. */
export const commandGroups = [
  'Here',
  'Views',
  'Models',
  'Pairs of models',
  'Genomes',
  'Benchmarks',
  'Appearance',
  'Keyboard',
] as const

export type CommandGroup = (typeof commandGroups)[number]

/** Something that can be done from the keyboard: palette, list of shortcuts and key handler all follow from it. */
export interface Command {
  /** Different for every command. */
  readonly id: string
  /** What it does, as one would look for it. */
  readonly title: string
  readonly group: CommandGroup
  /** What else it can be found by, and what tells it from others of the same title. */
  readonly note?: string
  readonly icon?: IconSource
  /** Shortcuts as `parseShortcut` reads them, e.g. `Mod+K`, `g t`, `?`. */
  readonly keys?: readonly string[]
  /** Absent: always. A shortcut of a command that is not available is left to the browser. */
  readonly isAvailable?: () => boolean
  /** True: only a key leads to it; the palette does not list it. */
  readonly isKeyOnly?: boolean
  readonly run: () => void
}
