import { chosen, ids, sortedBy, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const libraryView = viewSettings('library', {
  filter: words(),
  sort: sortedBy('name'),
  ticked: ids(),
  /** The model whose facts are shown. */
  model: chosen(words()),
})
