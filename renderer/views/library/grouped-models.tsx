import { bytesText, plural } from '../../../core/format/quantity.ts'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import type { Arrangement, HeadLine, TableLine } from '../../components/table-lines.ts'
import { oneBelowTheOther } from '../../components/table-lines.ts'
import { familyGroups } from '../../model/family-groups.ts'
import { lineageOrder } from '../../model/lineage-order.ts'
import type { Grouping } from './library-settings.ts'
import styles from './library.module.css'

/** How the models of the library stand below each other. Without a lineage there is none to group by. */
export function arrangement(grouping: Grouping, lineage: Lineage | null): Arrangement<ModelSummary> {
  if (grouping === 'family') return byFamily
  if (grouping === 'lineage' && lineage !== null) return (sorted) => byLineage(sorted, lineage)
  return oneBelowTheOther
}

function byFamily(sorted: readonly ModelSummary[]): readonly TableLine<ModelSummary>[] {
  return familyGroups(sorted).flatMap(({ family, models }) => [
    headOf(family === '' ? 'No family known' : `Family ${family}`, `family ${family}`, models),
    ...models.map((item) => ({ item, depth: 0 })),
  ])
}

function byLineage(sorted: readonly ModelSummary[], lineage: Lineage): readonly TableLine<ModelSummary>[] {
  const byId = new Map(sorted.map((model) => [model.id, model]))
  const read = new Set(lineage.modelIds)
  const groups = lineageOrder(lineage, [...byId.keys()])
  const placed = new Set(groups.flatMap(({ models }) => models.map(({ modelId }) => modelId)))
  const rest = (isRead: boolean): readonly ModelSummary[] =>
    sorted.filter(({ id }) => !placed.has(id) && read.has(id) === isRead)
  const flat = (name: string, models: readonly ModelSummary[]): readonly TableLine<ModelSummary>[] =>
    models.length === 0 ? [] : [headOf(name, name, models), ...models.map((item) => ({ item, depth: 0 }))]
  return [
    ...groups.flatMap(({ models }) => {
      const members = models.map(({ modelId, depth }) => ({ item: byId.get(modelId)!, depth }))
      const first = members[0]!.item
      return [
        headOf(
          `Lineage of ${first.name}`,
          `lineage ${first.id}`,
          members.map(({ item }) => item),
        ),
        ...members,
      ]
    }),
    ...flat('No relation found by weights', rest(true)),
    ...flat('Weights not read', rest(false)),
  ]
}

/** A line over models: how many there are, what they take on the disk, and what identical copies of them take. */
function headOf(name: string, head: string, models: readonly ModelSummary[]): HeadLine {
  const bytes = models.reduce((sum, { size }) => sum + size, 0)
  const copies = models.reduce((sum, { freeable }) => sum + freeable, 0)
  const facts = `${plural(models.length, 'model')}, ${bytesText(bytes)}${copies === 0 ? '' : `, identical copies ${bytesText(copies)} more`}`
  return {
    head,
    name,
    content: (
      <>
        <span>{name}</span>
        <span className={styles['groupFacts']}>{facts}</span>
      </>
    ),
  }
}
