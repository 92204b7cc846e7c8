import { words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const helpView = viewSettings('help', {
  /** A section of the methods, or a word of the glossary. */
  section: words(),
  search: words(),
})
