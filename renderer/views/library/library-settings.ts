import { choice, chosen, flag, ids, names, sortedBy, words } from '../../settings/setting.ts'
import { viewSettings } from '../../settings/view-settings.ts'

export const groupings = ['none', 'family', 'lineage'] as const
export type Grouping = (typeof groupings)[number]

export const libraryView = viewSettings('library', {
  filter: words(),
  /** Only models that have each of these tags. */
  tags: names(),
  /** Only models of which identical copies take room. */
  duplicates: flag(false),
  group: choice('none', groupings),
  sort: sortedBy('name'),
  ticked: ids(),
  /** The model whose facts are shown. */
  model: chosen(words()),
})
