import { addressOf } from '../app/use-route.ts'
import { helpView } from '../views/help/help-settings.ts'

type HelpPart = 'views' | 'words' | 'methods'

/** Where a part of the help is, opened at a section of the methods or at a word. */
export function helpAddress(part: HelpPart, section?: string, search?: string): string {
  return addressOf(helpView, { part: part === 'views' ? undefined : part, section, search })
}
