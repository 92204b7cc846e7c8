import type { Command } from './command.ts'

/**
 * The buttons, tabs and sections of the view shown, as commands. Views mark where these stand by `data-actions`, whose
 * value is what they act on where that is not the view; so each is said once.
 */
export function shownActions(root: ParentNode): Command[] {
  const inActions = [...root.querySelectorAll<HTMLElement>('[data-actions] :is(button, a):not([disabled])')]
  const tabs = [...root.querySelectorAll<HTMLElement>('[role=tab]:not([aria-selected=true])')]
  return [
    ...inActions.map((element) => ({
      element,
      title: element.getAttribute('aria-label') ?? element.textContent,
      note: element.closest('[data-actions]')?.getAttribute('data-actions') ?? '',
    })),
    ...tabs.map((element) => ({ element, title: element.textContent, note: 'Tab' })),
  ]
    .filter(({ element, title }) => title.trim() !== '' && element.getClientRects().length > 0)
    .map(({ element, title, note }, index) => ({
      id: `here-${index}`,
      title: title.trim(),
      group: 'Here',
      ...(note === '' ? {} : { note }),
      run: () => {
        element.focus()
        element.click()
      },
    }))
}
