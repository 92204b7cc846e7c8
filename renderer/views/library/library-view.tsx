import { useMemo, useState } from 'react'
import type { LineageSentences } from '../../../engine/analyses/lineage-sentences.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { CutText } from '../../components/cut-text.tsx'
import type { TableColumn } from '../../components/table-columns.ts'
import { FilteredModels } from '../../components/filtered-models.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { LoadingState, UnansweredState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { markedArchitecture } from '../../../core/model/model-purpose.ts'
import { familySourceWords } from '../../../core/model/family.ts'
import { placesText } from '../../../core/format/places-text.ts'
import { printable } from '../../../core/format/printable.ts'
import { bytesText, countText, plural, weightsText } from '../../../core/format/quantity.ts'
import { declaredBaseText } from '../../model/declared-base.ts'
import { filesText, filesWords } from '../../model/files-state.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { lineageView } from '../lineage/lineage-settings.ts'
import { useLineageWords } from '../lineage/use-lineage.ts'
import { pairView } from '../pair/pair-settings.ts'
import { treeView } from '../tree/tree-settings.ts'
import { FirstModels } from './first-models.tsx'
import { libraryView } from './library-settings.ts'
import { AddModels } from './add-models.tsx'
import { filterModels } from '../../model/filter-models.ts'
import { ModelPanel } from './model-panel.tsx'
import { RemoveModels } from './remove-models.tsx'
import { SetFamily } from './set-family.tsx'
import listStyles from '../../components/list-view.module.css'
import textStyles from '../../components/text.module.css'
import styles from './library.module.css'

const columns: readonly TableColumn<ModelSummary>[] = [
  {
    id: 'name',
    name: 'Name',
    width: '4fr',
    minWidth: 190,
    sortKey: (model) => model.name,
    cell: (model) => (
      <span className={styles['name']} title={model.name}>
        <span className={textStyles['ellipsis']}>{model.name}</span>
        {model.filesState === 'present' ? null : (
          <span
            className={model.places.length === 0 ? styles['notHere'] : styles['missing']}
            title={`${filesText(model) ?? ''} Its stored results stay usable.`}
          >
            {filesWords(model)}
          </span>
        )}
        <Places model={model} />
      </span>
    ),
  },
  {
    id: 'architecture',
    name: 'Architecture',
    width: 100,
    sortKey: (model) => model.architecture,
    cell: (model) => <CutText text={markedArchitecture(model)} />,
  },
  {
    id: 'parameters',
    name: 'Weights',
    hint: 'Number of weights, from the tensor table',
    width: 80,
    align: 'end',
    sortKey: (model) => model.parameters,
    cell: (model) => <span title={countText(model.parameters)}>{weightsText(model.parameters)}</span>,
  },
  {
    id: 'quantization',
    name: 'Quantization',
    width: 104,
    sortKey: (model) => model.quantization,
    cell: (model) => <CutText text={model.quantization} />,
  },
  {
    id: 'size',
    name: 'Size',
    width: 80,
    align: 'end',
    sortKey: (model) => model.size,
    cell: (model) => bytesText(model.size),
  },
  {
    id: 'tokenizer',
    name: 'Tokenizer',
    width: 100,
    sortKey: (model) => model.tokenizer,
    cell: (model) => <CutText text={`${model.tokenizer}, ${countText(model.vocabularySize)}`} />,
  },
  {
    id: 'base',
    name: 'Declared base',
    hint: 'What the file itself says it was made from',
    width: '1fr',
    minWidth: 104,
    sortKey: declaredBaseText,
    cell: (model) => <CutText text={declaredBaseText(model)} />,
  },
  {
    id: 'family',
    name: 'Family',
    hint: 'As stated, else by declared base or name, measured nearness or tokenizer',
    width: 110,
    sortKey: familyText,
    cell: (model) => (
      <CutText text={familyText(model)} title={`${model.family}: ${familySourceWords[model.familySource]}`} />
    ),
  },
  {
    id: 'genomes',
    name: 'Probed with',
    hint: 'Genomes this model has complete populations for',
    width: '1fr',
    minWidth: 104,
    sortKey: (model) => (model.probedGenomes.length === 0 ? null : model.probedGenomes.join(', ')),
    cell: (model) => <CutText text={model.probedGenomes.length === 0 ? null : model.probedGenomes.join(', ')} />,
  },
]

function lineageColumn(textOf: LineageSentences['ofModel']): TableColumn<ModelSummary> {
  return {
    id: 'lineage',
    name: 'Lineage',
    hint: 'What its weights say that it was made from, of the models whose weights are read',
    width: '4fr',
    minWidth: 230,
    sortKey: (model) => textOf(model.id),
    cell: (model) => <CutText text={textOf(model.id)} />,
  }
}

/** How many places the file has and what could be freed, with the places themselves on the pointer's hint. */
function Places({ model: { places, freeable } }: { readonly model: ModelSummary }) {
  const text = placesText(places, freeable)
  if (text === null) return null
  return (
    <span
      className={styles['placesNote']}
      title={`Same file: ${text}\n${places.map(({ path }) => printable(path)).join('\n')}`}
    >
      {text}
    </span>
  )
}

/** Null where nothing is known and the model stands for itself. */
function familyText({ family, familySource }: ModelSummary): string | null {
  return familySource === 'unknown' ? null : family
}

export function LibraryView() {
  const models = useCall('models.list', {})
  const [settings, change] = useViewSettings(libraryView)
  /** Sources that are added at once as the dialog opens; null: it is closed. */
  const [adding, setAdding] = useState<readonly string[] | null>(null)
  const [naming, setNaming] = useState<readonly ModelSummary[]>([])
  const [removing, setRemoving] = useState<readonly ModelSummary[]>([])
  const { filter } = settings
  const all = models.data
  const selected = useMemo(() => new Set(settings.ticked), [settings.ticked])
  const shown = useMemo(() => filterModels(all ?? [], filter), [all, filter])
  const chosen = useMemo(() => (all ?? []).filter((model) => selected.has(model.id)), [all, selected])
  const lineageOf = useLineageWords()
  const shownColumns = useMemo(
    () => (lineageOf === null ? columns : [...columns.slice(0, 1), lineageColumn(lineageOf), ...columns.slice(1)]),
    [lineageOf],
  )
  const current = all?.find((model) => model.id === settings.model) ?? null
  const ids = chosen.map((model) => model.id)

  const add = (
    <Button look="primary" icon="plus" onPress={() => setAdding([])}>
      Add models
    </Button>
  )
  return (
    <>
      <ViewHeader
        title="Library"
        note={all === undefined || all.length === 0 ? undefined : libraryNote(all, shown.length)}
      >
        {all !== undefined && all.length > 0 ? add : null}
      </ViewHeader>
      {models.isPending ? (
        <LoadingState label="Reading the library" />
      ) : all === undefined ? (
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
                  placeholder="Filter by name, architecture, base…"
                  value={filter}
                  onChange={(value) => change({ filter: value })}
                />
              </div>
              <span className={styles['count']} role="status">
                {chosen.length === 0 ? '' : `${chosen.length} selected`}
              </span>
              <div className={listStyles['actions']} data-actions="">
                <Button icon="probe" isDisabled={chosen.length === 0} onPress={() => goTo(probeView, { models: ids })}>
                  Probe
                </Button>
                <Button icon="tree" isDisabled={chosen.length < 2} onPress={() => goTo(treeView, { models: ids })}>
                  Compare in tree
                </Button>
                <Button
                  icon="lineage"
                  isDisabled={chosen.length < 2}
                  onPress={() => goTo(lineageView, { models: ids })}
                >
                  Lineage
                </Button>
                <Button
                  isDisabled={chosen.length !== 2}
                  onPress={() => goTo(pairView, { left: chosen[0]?.id, right: chosen[1]?.id })}
                >
                  Pair
                </Button>
                <Button isDisabled={chosen.length === 0} onPress={() => setNaming(chosen)}>
                  Set family
                </Button>
                <Button icon="remove" isDisabled={chosen.length === 0} onPress={() => setRemoving(chosen)}>
                  Remove
                </Button>
              </div>
            </div>
            <FilteredModels
              label="Models"
              nameOf={({ name }) => name}
              columns={shownColumns}
              shown={shown}
              total={all.length}
              ticked={selected}
              settings={settings}
              change={change}
            />
          </div>
          {current === null ? null : (
            <ModelPanel
              key={current.id}
              model={current}
              lineage={lineageOf?.(current.id, current.quantization) ?? null}
              onClose={() => change({ model: undefined })}
              onFamily={() => setNaming([current])}
              onRemove={() => setRemoving([current])}
            />
          )}
        </div>
      )}
      {adding === null ? null : <AddModels sourceIds={adding} onClose={() => setAdding(null)} />}
      {naming.length === 0 ? null : <SetFamily models={naming} onClose={() => setNaming([])} />}
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

function libraryNote(models: readonly ModelSummary[], shown: number): string {
  const size = bytesText(models.reduce((sum, model) => sum + model.size, 0))
  const freeable = models.reduce((sum, model) => sum + model.freeable, 0)
  return shown === models.length
    ? `${plural(models.length, 'model')}, ${size}${freeable === 0 ? '' : `; copies take ${bytesText(freeable)} more`}`
    : `${shown} of ${plural(models.length, 'model')}`
}
