/** One press of a key with its modifiers. */
interface Press {
  /** As `KeyboardEvent.key` says it, letters in lower case. */
  readonly key: string
  /** Command on a Mac, else Control. */
  readonly mod: boolean
  readonly shift: boolean
}

/** Presses one after the other. */
export type Shortcut = readonly Press[]

/** What a handler needs of a key event. */
export interface KeyPressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * Reads `Mod+Shift+P` (keys held together) or `g t` (keys one after the other). Whether Shift is held counts for
 * letters with `Mod` only: which characters need it differs by keyboard.
 */
export function parseShortcut(text: string): Shortcut {
  return text.split(' ').map((press) => {
    const parts = press.split('+')
    const key = parts.at(-1) ?? ''
    if (key === '' || parts.slice(0, -1).some((part) => part !== 'Mod' && part !== 'Shift'))
      throw new Error(`Expected a shortcut such as Mod+K or g t, found ${text}.`)
    return {
      key: key.length === 1 ? key.toLowerCase() : key,
      mod: parts.includes('Mod'),
      shift: parts.includes('Shift'),
    }
  })
}

/** Whether no press needs a modifier: such shortcuts can be turned off, since speech input may press them. */
export function isSingleKey(shortcut: Shortcut): boolean {
  return shortcut.every(({ key, mod }) => !mod && key.length === 1)
}

export function isPressOf(press: Press, pressed: KeyPressed, isMac: boolean): boolean {
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key
  if (key !== press.key || pressed.altKey) return false
  const mod = isMac ? pressed.metaKey : pressed.ctrlKey
  const otherModifier = isMac ? pressed.ctrlKey : pressed.metaKey
  if (mod !== press.mod || otherModifier) return false
  return press.mod ? pressed.shiftKey === press.shift : true
}

/** The keys of each press, as they are printed on the keyboard. */
export function keyNames(shortcut: Shortcut, isMac: boolean): string[][] {
  return shortcut.map(({ key, mod, shift }) => [
    ...(mod ? [isMac ? '⌘' : 'Ctrl'] : []),
    ...(shift ? [isMac ? '⇧' : 'Shift'] : []),
    key === 'Escape' ? 'Esc' : key.length === 1 ? key.toUpperCase() : key,
  ])
}

/** Said of a shortcut in one line: `Ctrl+K`, `G then T`. */
export function shortcutText(shortcut: Shortcut, isMac: boolean): string {
  return keyNames(shortcut, isMac)
    .map((names) => names.join('+'))
    .join(' then ')
}
