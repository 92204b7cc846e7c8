import { useMemo, useState } from 'react'
import { csvText } from '../../../core/table/csv-writer.ts'
import { remarkTexts } from '../../../engine/api/remark-contract.ts'
import { measuringRun, type Score, type ScoreTable } from '../../../engine/api/scores-contract.ts'
import { scoreText } from '../../../core/format/score-text.ts'
import { useCall } from '../../api/queries.tsx'
import { addressOf, goTo, useViewSettings } from '../../app/use-route.ts'
import { Button } from '../../components/button.tsx'
import { columnTitle } from '../../model/column-choices.ts'
import { CutText } from '../../components/cut-text.tsx'
import type { TableColumn } from '../../components/table-columns.ts'
import { FilteredModels } from '../../components/filtered-models.tsx'
import { Icon } from '../../components/icon.tsx'
import { Segments } from '../../components/segments.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { ViewHeader } from '../../components/view-header.tsx'
import { downloadText } from '../../figure/download.ts'
import { plural, significant, weightsText } from '../../../core/format/quantity.ts'
import { familySourceWords } from '../../../core/model/family.ts'
import { benchmarksView } from '../benchmarks/benchmarks-settings.ts'
import { chiefColumns } from '../../model/chief-scores.ts'
import { useChiefMetrics } from '../../model/use-chief-metrics.ts'
import { scoresView } from './scores-settings.ts'
import { isLessBetter, type Standing, standings } from './best-scores.ts'
import { AddScore } from './add-score.tsx'
import { ImportScores } from './import-scores.tsx'
import { MatchModels } from './match-models.tsx'
import { ModelScores } from './model-scores.tsx'
import { RemoveScoredModels } from './remove-scored-models.tsx'
import { filterRows, type GridColumn, gridColumns, scoreCsv, type ScoreRow, scoreRows } from './score-grid.ts'
import textStyles from '../../components/text.module.css'
import listStyles from '../../components/list-view.module.css'
import styles from './scores.module.css'

/** More columns than this are not drawn at once; the filter brings the others. */
const mostColumns = 24

type Open = 'add' | 'import' | 'match' | 'remove' | null

/** The table of models and benchmarks. */
export function ScoresView() {
  const table = useCall('scores.table', {})
  const [open, setOpen] = useState<Open>(null)
  const [{ ticked }, change] = useViewSettings(scoresView)
  const selected = useMemo(() => new Set(ticked), [ticked])
  const data = table.data
  const chosen = (data?.models ?? []).filter((model) => selected.has(model.id))
  const importButton = (
    <Button look="primary" icon="file" onPress={() => setOpen('import')}>
      Import a table
    </Button>
  )
  const addButton = (
    <Button icon="plus" onPress={() => setOpen('add')}>
      Add a score
    </Button>
  )
  return (
    <>
      <ViewHeader
        title="Scores"
        note={data === undefined || data.models.length === 0 ? 'Results of models on benchmarks' : scoresNote(data)}
      >
        {data === undefined || data.models.length === 0 ? null : (
          <>
            <Button icon="download" onPress={() => downloadText('scores.csv', 'text/csv', csvText(scoreCsv(data)))}>
              Export CSV
            </Button>
            {addButton}
            {importButton}
          </>
        )}
      </ViewHeader>
      {table.isPending ? (
        <LoadingState label="Reading the scores" />
      ) : data === undefined ? (
        <UnansweredState title="The scores could not be read" call={table} />
      ) : data.models.length === 0 ? (
        <EmptyState
          offersSample
          icon="scores"
          title="No scores yet"
          action={
            <>
              {importButton}
              {addButton}
              <Button icon="benchmarks" onPress={() => goTo(benchmarksView)}>
                Run a benchmark
              </Button>
            </>
          }
        >
          Import a table of published results (CSV, TSV or JSON), type scores in, or measure models of the library on a
          benchmark.
        </EmptyState>
      ) : (
        <Grid table={data} selected={selected} onMatch={() => setOpen('match')} onRemove={() => setOpen('remove')} />
      )}
      {open === 'add' ? <AddScore table={data ?? { models: [], scores: [] }} onClose={() => setOpen(null)} /> : null}
      {open === 'import' ? <ImportScores onClose={() => setOpen(null)} /> : null}
      {open === 'match' ? <MatchModels onClose={() => setOpen(null)} /> : null}
      {open === 'remove' ? (
        <RemoveScoredModels
          models={chosen}
          onClose={(removed) => {
            setOpen(null)
            change({ ticked: ticked.filter((id) => !removed.includes(id)) })
          }}
        />
      ) : null}
    </>
  )
}

interface GridProps {
  readonly table: ScoreTable
  readonly selected: ReadonlySet<string>
  readonly onMatch: () => void
  readonly onRemove: () => void
}

function Grid({ table, selected, onMatch, onRemove }: GridProps) {
  const [settings, change] = useViewSettings(scoresView)
  const proposed = useCall('scores.proposeMatches', {})
  const { filter } = settings
  const wanted = settings.benchmarks
  const rows = useMemo(() => scoreRows(table), [table])
  const shown = useMemo(() => filterRows(rows, filter), [rows, filter])
  // The columns that say most about the models shown come first.
  const ofAllMetrics = useMemo(() => gridColumns(table, new Set(shown.map(({ id }) => id))), [table, shown])
  const chief = useChiefMetrics()
  const all = useMemo(() => {
    if (settings.metrics === 'all') return ofAllMetrics
    const chiefIds = new Set(chiefColumns(ofAllMetrics, chief).map(({ id }) => id))
    return ofAllMetrics.filter(({ id }) => chiefIds.has(id))
  }, [ofAllMetrics, chief, settings.metrics])
  const fitting = useMemo(
    () => all.filter((column) => columnTitle(column).toLowerCase().includes(wanted.toLowerCase())),
    [all, wanted],
  )
  const shownColumns = fitting.slice(0, mostColumns)
  const columns = useMemo(() => tableColumns(fitting.slice(0, mostColumns), shown), [fitting, shown])
  const current = table.models.find((model) => model.id === settings.model) ?? null
  const matches = proposed.data?.length ?? 0
  return (
    <div className={listStyles['split']}>
      <div className={listStyles['list']}>
        <div className={listStyles['bar']}>
          <div className={styles['filter']}>
            <SearchField
              label="Filter models"
              placeholder="Filter models by name or family"
              value={filter}
              onChange={(value) => change({ filter: value })}
            />
          </div>
          <div className={styles['filter']}>
            <SearchField label="Filter benchmarks" value={wanted} onChange={(value) => change({ benchmarks: value })} />
          </div>
          {settings.metrics === 'chief' && all.length === ofAllMetrics.length ? null : (
            <Segments
              label="Metrics"
              hideLabel
              choices={[
                { id: 'chief', name: 'Chief metric' },
                { id: 'all', name: 'All metrics' },
              ]}
              value={settings.metrics}
              onChange={(metrics) => change({ metrics })}
            />
          )}
          <span className={textStyles['muted']} role="status">
            {shownColumns.length < all.length
              ? `${shownColumns.length} of ${plural(all.length, 'column')}`
              : plural(all.length, 'column')}
          </span>
          <div className={listStyles['actions']} data-actions="">
            <Button icon="remove" isDisabled={!table.models.some(({ id }) => selected.has(id))} onPress={onRemove}>
              Remove
            </Button>
          </div>
        </div>
        {matches === 0 ? null : (
          <Notice
            tone="info"
            action={
              <Button look="quiet" onPress={onMatch}>
                Look at them
              </Button>
            }
          >
            {plural(matches, 'model')} of the library {matches === 1 ? 'has' : 'have'} scores under a name that may be
            the same.
          </Notice>
        )}
        <FilteredModels
          key={shownColumns.map(({ id }) => id).join()}
          label="Scores"
          nameOf={({ model }) => model.name}
          columns={columns}
          shown={shown}
          total={rows.length}
          ticked={selected}
          settings={settings}
          change={change}
        />
        <p className={styles['legend']}>
          <Mark source="measured" /> measured here <Mark source="typed" /> typed in <Mark source="imported" /> imported
          · values with ± one standard error where known, in brackets the 95 % interval where all or no items are right
          · <strong>bold</strong>: best of those shown; <span className={styles['notWorse']}>underlined</span>: not
          worse at 95 %
          {table.scores.some(({ remarks }) => remarks.length > 0) ? (
            <>
              {' · '}
              <span className={styles['remarked']}>
                <Icon name="warning" size={12} />
              </span>{' '}
              with remarks, which the scores of the model show
            </>
          ) : null}
        </p>
      </div>
      {current === null ? null : (
        <ModelScores
          key={current.id}
          model={current}
          scores={table.scores}
          onClose={() => change({ model: undefined })}
        />
      )}
    </div>
  )
}

/** Facts of which none of the rows has one are left out. */
function tableColumns(columns: readonly GridColumn[], rows: readonly ScoreRow[]): TableColumn<ScoreRow>[] {
  const isKnown = ({ sortKey }: TableColumn<ScoreRow>): boolean => rows.some((row) => sortKey?.(row) !== null)
  return [
    ...factColumns.filter((column) => column.id === 'model' || isKnown(column)),
    ...columns.map((column): TableColumn<ScoreRow> => {
      const name = columnTitle(column)
      const standing = standings(rows, column.id, column.metric)
      return {
        id: column.id,
        name,
        hint: `${name}: ${plural(column.filled, 'model')}`,
        width: 150,
        align: 'end',
        firstDirection: isLessBetter(column.metric) ? 'ascending' : 'descending',
        sortKey: ({ cells }) => cells.get(column.id)?.[0]?.value ?? null,
        cell: ({ id, cells }) => <ScoreCell scores={cells.get(column.id) ?? []} standing={standing.get(id)} />,
      }
    }),
  ]
}

const factColumns: readonly TableColumn<ScoreRow>[] = [
  {
    id: 'model',
    name: 'Model',
    width: 250,
    minWidth: 160,
    sortKey: ({ model }) => model.name,
    cell: ({ model }) => (
      <span
        className={styles['name']}
        title={model.aliases.length === 0 ? model.name : `${model.name}, also ${model.aliases.join(', ')}`}
      >
        <span className={textStyles['ellipsis']}>{model.name}</span>
        {model.modelId === null ? null : <span className={styles['inLibrary']}>library</span>}
      </span>
    ),
  },
  {
    id: 'family',
    name: 'Family',
    width: 110,
    sortKey: ({ model }) => model.family,
    cell: ({ model }) => (
      <CutText
        text={model.family}
        title={model.familySource === null ? '' : `${model.family}: ${familySourceWords[model.familySource]}`}
      />
    ),
  },
  {
    id: 'parameters',
    name: 'Weights',
    width: 84,
    align: 'end',
    sortKey: ({ model }) => model.parameters,
    cell: ({ model }) => <CutText text={model.parameters === null ? null : weightsText(model.parameters)} />,
  },
  {
    id: 'tokens',
    name: 'Tokens',
    hint: 'Tokens of training',
    width: 80,
    align: 'end',
    sortKey: ({ model }) => model.tokens,
    cell: ({ model }) => <CutText text={model.tokens === null ? null : weightsText(model.tokens)} />,
  },
  {
    id: 'flops',
    name: 'FLOPs',
    hint: 'Floating-point operations of training',
    width: 88,
    align: 'end',
    sortKey: ({ model }) => model.flops,
    cell: ({ model }) => <CutText text={model.flops === null ? null : significant(model.flops)} />,
  },
]

interface ScoreCellProps {
  readonly scores: readonly Score[]
  /** Undefined where it is worse than the best. */
  readonly standing: Standing | undefined
}

/** A score; a measured one leads to what the model chose on each item. */
function ScoreCell({ scores, standing }: ScoreCellProps) {
  const [first] = scores
  if (first === undefined) return <CutText text={null} />
  const run = measuringRun(first)
  const all = scores.flatMap((score) => [
    `${score.source} ${scoreText(score)}${score.n === null ? '' : `, n ${score.n}`}${score.sourceDetail === '' ? '' : ` (${score.sourceDetail})`}`,
    ...remarkTexts(score),
  ])
  return (
    <span
      className={styles['score']}
      title={[...all, ...(run === null ? [] : ['A click shows its items.'])].join('\n')}
    >
      <span
        className={standing === 'best' ? styles['best'] : standing === 'not worse' ? styles['notWorse'] : undefined}
      >
        {run === null ? (
          scoreText(first)
        ) : (
          <a
            className={styles['toItems']}
            href={addressOf(benchmarksView, { run, only: undefined, from: undefined })}
            tabIndex={-1}
          >
            {scoreText(first)}
          </a>
        )}
      </span>
      {standing === undefined ? null : (
        <span className="visually-hidden">{standing === 'best' ? 'best' : 'not worse than the best'}</span>
      )}
      <Mark source={first.source} />
      {first.remarks.length === 0 ? null : (
        <span className={styles['remarked']}>
          <Icon name="warning" size={12} />
          <span className="visually-hidden">{plural(first.remarks.length, 'remark')}</span>
        </span>
      )}
    </span>
  )
}

/** Where a value comes from, as a letter with a colour. */
function Mark({ source }: { readonly source: Score['source'] }) {
  return (
    <abbr className={`${styles['mark']} ${styles[source]}`} title={source}>
      {source[0]!.toUpperCase()}
    </abbr>
  )
}

function scoresNote({ models, scores }: ScoreTable): string {
  return `${plural(models.length, 'model')}, ${plural(scores.length, 'score')}`
}
