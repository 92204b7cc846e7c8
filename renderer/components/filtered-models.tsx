import { plural } from '../../core/format/quantity.ts'
import type { Sorting } from '../settings/setting.ts'
import { Button } from './button.tsx'
import { DataTable } from './data-table.tsx'
import { EmptyState } from './states.tsx'
import type { TableColumn } from './table-columns.ts'
import type { Arrangement } from './table-lines.ts'

/** What a view of models keeps of its table. */
interface TableSettings {
  readonly filter: string
  readonly sort: Sorting
  /** The model whose facts are shown. */
  readonly model: string | null
}

interface FilteredModelsProps<Item extends { readonly id: string }> {
  readonly label: string
  readonly nameOf: (model: Item) => string
  readonly columns: readonly TableColumn<Item>[]
  /** Models that the filter leaves. */
  readonly shown: readonly Item[]
  /** Number of models before the filter. */
  readonly total: number
  /** How the rows stand below each other; absent: one below the other. */
  readonly arrange?: Arrangement<Item>
  /** Renames a model; absent: it is not renamed here. */
  readonly onRename?: (id: string) => void
  /** Ids of the models that are ticked. */
  readonly ticked: ReadonlySet<string>
  readonly settings: TableSettings
  readonly change: (changes: {
    readonly filter?: string | undefined
    readonly sort?: Sorting
    readonly ticked?: readonly string[]
    readonly model?: string | undefined
  }) => void
}

/** The table of the models that a filter leaves; what is ticked, sorted and opened is kept in the view's settings. */
export function FilteredModels<Item extends { readonly id: string }>(props: FilteredModelsProps<Item>) {
  const { label, nameOf, columns, shown, total, ticked, settings, change, onRename, arrange } = props
  const { filter, sort, model } = settings
  return (
    <DataTable
      label={label}
      items={shown}
      columns={columns}
      selected={ticked}
      nameOf={nameOf}
      onSelect={(ids) => change({ ticked: ids })}
      current={model}
      onOpen={(id) => change({ model: id })}
      onClose={() => change({ model: undefined })}
      onRename={onRename}
      arrange={arrange}
      sort={sort}
      onSort={(sorting) => change({ sort: sorting })}
      empty={
        <EmptyState
          icon="search"
          title="No model matches"
          action={<Button onPress={() => change({ filter: undefined })}>Clear the filter</Button>}
        >
          {filter === ''
            ? `None of the ${plural(total, 'model')} fits.`
            : `None of the ${plural(total, 'model')} contains “${filter}”.`}
        </EmptyState>
      }
    />
  )
}
