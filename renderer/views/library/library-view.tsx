import { useMemo, useState } from 'react'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import { inNameOrder } from '../../../core/model/name-order.ts'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { ChoiceMenu } from '../../components/choice-menu.tsx'
import { FilteredModels } from '../../components/filtered-models.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { Segments } from '../../components/segments.tsx'
import { LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { filterModels } from '../../model/filter-models.ts'
import { useKeptColumns } from '../../settings/kept-columns.ts'
import { lineageView } from '../lineage/lineage-settings.ts'
import { AddModels } from './add-models.tsx'
import { FirstModels } from './first-models.tsx'
import { arrangement } from './grouped-models.tsx'
import { LibraryActions } from './library-actions.tsx'
import { columnIds, libraryColumns, usualColumns, type ColumnId } from './library-columns.tsx'
import { groupings, libraryView, type Grouping } from './library-settings.ts'
import { ModelPanel } from './model-panel.tsx'
import { RemoveModels } from './remove-models.tsx'
import { RescanModels } from './rescan-models.tsx'
import { SetFamily } from './set-family.tsx'
import { TagModels } from './tag-models.tsx'
import { useKinship } from './use-kinship.ts'
import listStyles from '../../components/list-view.module.css'
import styles from './library.module.css'

const noModels: readonly ModelSummary[] = []
const groupingNames: Readonly<Record<Grouping, string>> = { none: 'None', family: 'Family', lineage: 'Lineage' }

export function LibraryView() {
  const models = useCall('models.list', {})
  const [settings, change] = useViewSettings(libraryView)
  const [shownIds, chooseColumns] = useKeptColumns('library.columns', usualColumns, columnIds)
  /** Sources that are added at once as the dialog opens; null: it is closed. */
  const [adding, setAdding] = useState<readonly string[] | null>(null)
  const [naming, setNaming] = useState<readonly ModelSummary[]>([])
  const [tagging, setTagging] = useState<readonly string[]>([])
  const [removing, setRemoving] = useState<readonly ModelSummary[]>([])
  const [isRescanning, setRescanning] = useState(false)
  const [isRenaming, setRenaming] = useState(false)
  const { filter, tags, duplicates, group } = settings
  const all = models.data ?? noModels
  const selected = useMemo(() => new Set(settings.ticked), [settings.ticked])
  const shown = useMemo(
    () =>
      filterModels(all, filter).filter(
        (model) => (!duplicates || model.freeable > 0) && tags.every((tag) => model.tags.includes(tag)),
      ),
    [all, filter, duplicates, tags],
  )
  const chosen = useMemo(() => all.filter((model) => selected.has(model.id)), [all, selected])
  const { ofModel: kinship, lineage } = useKinship(all)
  const contradictions = useMemo(() => contradictionsIn(lineage), [lineage])
  const columns = useMemo(() => {
    const onTag = (tag: string): void => change({ tags: [tag] })
    return libraryColumns({ kinship, contradictions, onTag }).filter(
      ({ id }) => id === 'name' || (shownIds as readonly string[]).includes(id),
    )
  }, [kinship, contradictions, shownIds, change])
  const arrange = useMemo(() => arrangement(group, lineage), [group, lineage])
  const known = useMemo(() => inNameOrder(new Set(all.flatMap((model) => model.tags)), (tag) => tag), [all])
  const current = all.find((model) => model.id === settings.model) ?? null

  const add = (
    <>
      <Button onPress={() => setRescanning(true)}>Rescan</Button>
      <Button look="primary" icon="plus" onPress={() => setAdding([])}>
        Add models
      </Button>
    </>
  )
  return (
    <>
      <ViewHeader title="Library" note={all.length === 0 ? undefined : libraryNote(all, shown.length)}>
        {all.length > 0 ? add : null}
      </ViewHeader>
      {models.isPending ? (
        <LoadingState label="Reading the library" />
      ) : models.data === undefined ? (
        <UnansweredState title="The library could not be read" call={models} />
      ) : all.length === 0 ? (
        <FirstModels onChoose={() => setAdding([])} onAdd={setAdding} />
      ) : (
        <div className={listStyles['split']}>
          <div className={listStyles['list']}>
            <div className={listStyles['bar']}>
              <div className={styles['filter']}>
                <SearchField
                  label="Filter models"
                  placeholder="Filter by name, tag, base…"
                  value={filter}
                  onChange={(value) => change({ filter: value })}
                />
              </div>
              <span className={styles['count']} role="status">
                {chosen.length === 0 ? '' : `${chosen.length} selected`}
              </span>
              <LibraryActions
                models={chosen}
                onFamily={() => setNaming(chosen)}
                onTags={() => setTagging(settings.ticked)}
                onRemove={() => setRemoving(chosen)}
              />
            </div>
            <div className={`${listStyles['bar']} ${styles['second']}`}>
              <span className={styles['grouping']}>
                <span aria-hidden className={styles['wide']}>
                  Group by
                </span>
                <Segments
                  label="Group by"
                  hideLabel
                  choices={groupings.map((id) => ({ id, name: groupingNames[id] }))}
                  value={group}
                  onChange={(id) => change({ group: id })}
                />
              </span>
              <Duplicates models={all} isOn={duplicates} onChange={(isOn) => change({ duplicates: isOn })} />
              <div className={listStyles['actions']}>
                {known.length === 0 ? null : (
                  <ChoiceMenu
                    label={tags.length === 0 ? 'All tags' : `Tagged ${tags.join(', ')}`}
                    choices={known.map((tag) => ({ id: tag, name: tag }))}
                    chosen={tags}
                    onChoose={(names) => change({ tags: names })}
                  />
                )}
                <ChoiceMenu
                  label="Columns"
                  choices={libraryColumns({ kinship, contradictions, onTag: () => undefined }).flatMap(
                    ({ id, name }) => (id === 'name' ? [] : [{ id: id as ColumnId, name }]),
                  )}
                  chosen={shownIds}
                  onChoose={chooseColumns}
                />
              </div>
            </div>
            {group === 'lineage' && lineage === null ? (
              <Notice
                tone="info"
                action={
                  <Button look="quiet" onPress={() => goTo(lineageView)}>
                    Read weights
                  </Button>
                }
              >
                Lineages are known once the weights of two models are read.
              </Notice>
            ) : null}
            <FilteredModels
              label="Models"
              nameOf={({ name }) => name}
              columns={columns}
              shown={shown}
              total={all.length}
              ticked={selected}
              settings={settings}
              change={(changes) => {
                if ('model' in changes) setRenaming(false)
                change(
                  'filter' in changes && changes.filter === undefined
                    ? { ...changes, tags: undefined, duplicates: undefined }
                    : changes,
                )
              }}
              arrange={arrange}
              onRename={(id) => {
                change({ model: id })
                setRenaming(true)
              }}
            />
          </div>
          {current === null ? null : (
            <ModelPanel
              key={current.id}
              model={current}
              kinship={kinship.get(current.id) ?? null}
              remarks={contradictions.get(current.id) ?? []}
              isRenaming={isRenaming}
              onRenaming={setRenaming}
              onClose={() => change({ model: undefined })}
              onFamily={() => setNaming([current])}
              onTags={() => setTagging([current.id])}
              onRemove={() => setRemoving([current])}
            />
          )}
        </div>
      )}
      {adding === null ? null : <AddModels sourceIds={adding} onClose={() => setAdding(null)} />}
      {isRescanning ? <RescanModels onClose={() => setRescanning(false)} /> : null}
      {naming.length === 0 ? null : <SetFamily models={naming} onClose={() => setNaming([])} />}
      {tagging.length === 0 ? null : (
        <TagModels models={all.filter(({ id }) => tagging.includes(id))} known={known} onClose={() => setTagging([])} />
      )}
      {removing.length === 0 ? null : (
        <RemoveModels
          models={removing}
          onClose={(removed) => {
            setRemoving([])
            change({ ticked: settings.ticked.filter((id) => !removed.includes(id)) })
          }}
        />
      )}
    </>
  )
}

interface DuplicatesProps {
  readonly models: readonly ModelSummary[]
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

/** What identical copies take on the disk, and whether only the models that have some are shown. */
function Duplicates({ models, isOn, onChange }: DuplicatesProps) {
  const copied = models.filter(({ freeable }) => freeable > 0)
  if (copied.length === 0) return null
  const bytes = bytesText(copied.reduce((sum, { freeable }) => sum + freeable, 0))
  return (
    <span className={styles['duplicates']}>
      <Checkbox isSelected={isOn} onChange={onChange}>
        Duplicates
      </Checkbox>
      <span>
        <span className={styles['wide']}>identical copies of {plural(copied.length, 'model')} take </span>
        {bytes}
      </span>
    </span>
  )
}

/** Sentences of the lineage that contradict the family of a model, by its id. */
function contradictionsIn(lineage: Lineage | null): ReadonlyMap<string, readonly string[]> {
  const sentences = new Map<string, readonly string[]>()
  for (const { kind, text, modelIds } of lineage?.remarks ?? [])
    if (kind === 'family') for (const id of modelIds) sentences.set(id, [...(sentences.get(id) ?? []), text])
  return sentences
}

function libraryNote(models: readonly ModelSummary[], shown: number): string {
  const size = bytesText(models.reduce((sum, model) => sum + model.size, 0))
  return shown === models.length
    ? `${plural(models.length, 'model')}, ${size}`
    : `${shown} of ${plural(models.length, 'model')}`
}
