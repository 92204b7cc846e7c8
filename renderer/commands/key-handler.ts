import type { Command } from './command.ts'
import { isPressOf, isSingleKey, parseShortcut, type KeyPressed, type Shortcut } from './shortcut.ts'

/** Milliseconds within which the next key of a sequence counts. */
const sequencePause = 1500

/** Where the keyboard is, as far as it decides which shortcuts count. */
export interface FocusedPlace {
  /** Characters are typed there. */
  readonly takesText: boolean
  /** Letters lead to the row or option that begins with them. */
  readonly takesLetters: boolean
  /** A dialog, menu or list lies above the view and has the keyboard to itself. */
  readonly isAbove: boolean
}

/** Finds the command of the keys pressed, over sequences of them. */
export class KeyHandler {
  readonly #isMac: boolean
  /** The presses so far of a sequence that may still become a shortcut. */
  #begun: KeyPressed[] = []
  #lastAt = 0

  constructor(isMac: boolean) {
    this.#isMac = isMac
  }

  /**
   * The command to run, `begun` where a sequence may go on with the next key, or null. Of commands with the same
   * shortcut the last one counts: panels are opened after the view.
   */
  press(
    pressed: KeyPressed,
    at: number,
    place: FocusedPlace,
    commands: readonly Command[],
    singleKeys: boolean,
  ): Command | 'begun' | null {
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(pressed.key)) return null
    const presses = at - this.#lastAt > sequencePause ? [pressed] : [...this.#begun, pressed]
    this.#lastAt = at
    const candidates = [...commands]
      .reverse()
      .flatMap((command) => (command.keys ?? []).map((text) => ({ command, shortcut: parseShortcut(text) })))
      .filter(({ command, shortcut }) => counts(shortcut, place, singleKeys) && (command.isAvailable?.() ?? true))
    for (const tried of presses.length > 1 ? [presses, [pressed]] : [presses]) {
      const matching = candidates.filter(({ shortcut }) => this.#beginsWith(shortcut, tried))
      const whole = matching.find(({ shortcut }) => shortcut.length === tried.length)
      if (whole !== undefined) {
        this.#begun = []
        return whole.command
      }
      if (matching.length > 0) {
        this.#begun = tried
        return 'begun'
      }
    }
    this.#begun = []
    return null
  }

  #beginsWith(shortcut: Shortcut, presses: readonly KeyPressed[]): boolean {
    return (
      presses.length <= shortcut.length &&
      presses.every((pressed, index) => isPressOf(shortcut[index]!, pressed, this.#isMac))
    )
  }
}

function counts(shortcut: Shortcut, place: FocusedPlace, singleKeys: boolean): boolean {
  if (place.isAbove) return false
  if (!isSingleKey(shortcut)) return true
  if (!singleKeys || place.takesText) return false
  return !(place.takesLetters && /^[a-z]$/.test(shortcut[0]!.key))
}

const textFields = 'input:not([type=checkbox], [type=radio], [type=button], [type=range]), textarea, select'

/** What an element that has the focus does with keys. */
export function placeOf(element: Element | null): FocusedPlace {
  return {
    takesText: element?.matches(`${textFields}, [contenteditable=true], [role=textbox], [role=combobox]`) ?? false,
    takesLetters: isInside(
      element,
      '[role=grid], [role=treegrid], [role=tree], [role=listbox], [aria-haspopup=listbox]',
    ),
    isAbove: isInside(element, '[role=dialog], [role=alertdialog], [role=menu]'),
  }
}

function isInside(element: Element | null, selector: string): boolean {
  return element !== null && element.closest(selector) !== null
}
