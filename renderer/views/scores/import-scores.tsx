import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { largestTextFile } from '../../../engine/api/openable-files.ts'
import type { ImportColumn, ImportPreview, ScaleReading } from '../../../engine/api/scores-contract.ts'
import { useConnection } from '../../api/queries.tsx'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { CheckList } from '../../components/check-list.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Notice } from '../../components/states.tsx'
import { readTextFile } from '../../components/read-text-file.ts'
import { TextFileButton } from '../../components/text-file-button.tsx'
import { plural } from '../../../core/format/quantity.ts'
import { capitalized } from '../../format/capitalized.ts'
import { Columns } from './import-columns.tsx'
import { importedModelsText } from './imported-models-text.ts'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'
import styles from './scores.module.css'

const largest = largestTextFile

interface Source {
  readonly fileName: string
  readonly text: string
}

interface ImportScoresProps {
  /** A table that was opened with the app; without one, it is chosen. */
  readonly file?: File
  readonly onClose: () => void
}

/**
 * Choosing a table, saying what its columns are, seeing which models are meant, and importing all of it or nothing.
 */
export function ImportScores({ file, onClose }: ImportScoresProps) {
  const { api } = useConnection()
  const [source, setSource] = useState<Source | null>(null)
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [columns, setColumns] = useState<readonly ImportColumn[]>([])
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const [encodingNote, setEncodingNote] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<string | null>(null)
  const storing = useCancellableCommand('scores.import')
  const latest = useRef(0)
  /** Whether what is shown is not yet that of the file and the columns chosen. */
  const [isLooking, setLooking] = useState(false)

  const look = async (file: Source, mapping?: readonly ImportColumn[]) => {
    const number = (latest.current += 1)
    setFailure(null)
    setLooking(true)
    storing.reset()
    try {
      const answer = await api.call('scores.previewImport', {
        ...file,
        ...(mapping === undefined ? {} : { columns: [...mapping] }),
      })
      // A later change has asked anew.
      if (number !== latest.current) return
      setSource(file)
      setPreview(answer)
      setColumns(answer.columns)
    } catch (error) {
      if (number === latest.current) setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      if (number === latest.current) setLooking(false)
    }
  }
  const take = (name: string, text: string, note: string | null) => {
    setEncodingNote(note)
    // What was said of another file's models does not hold of this one's.
    setRefused(new Set())
    void look({ fileName: name.slice(0, 200), text })
  }
  const takeGiven = useEffectEvent(take)
  useEffect(() => {
    if (file === undefined) return
    readTextFile(file, { largest, anyEncoding: true }).then(
      ({ name, text, note }) => takeGiven(name, text, note),
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    )
  }, [file])
  const change = (title: string, changes: Partial<ImportColumn>) => {
    const next = columns.map((column) => (column.title === title ? { ...column, ...changes } : column))
    setColumns(next)
    if (source !== null) void look(source, next)
  }
  const choose = (reading: ScaleReading) => {
    const scales = new Map(reading.scales.map(({ title, scale }) => [title, scale]))
    const next = columns.map((column) => ({ ...column, scale: scales.get(column.title) ?? column.scale }))
    setColumns(next)
    if (source !== null) void look(source, next)
  }
  const proposed = (preview?.models ?? []).filter(({ modelId, reason }) => modelId !== null && reason !== 'matched')
  const chosen = proposed.filter(({ name }) => !refused.has(name))
  const isReady =
    source !== null &&
    preview !== null &&
    failure === null &&
    !isLooking &&
    preview.problems.length === 0 &&
    preview.readings.length === 0 &&
    preview.scores > 0
  const store = () => {
    if (source === null) return
    const matches = chosen.map(({ name, modelId }) => ({ name, modelId: modelId! }))
    storing.mutate(
      { ...source, columns: [...columns], matches },
      {
        onSuccess: (counts) =>
          setOutcome(
            `${plural(counts.scores, 'score')} of ${plural(counts.models, 'model')} imported, ${counts.newModels} of them new, ${counts.matched} matched with the library.${(counts.notes ?? []).map((note) => ` ${note}`).join('')}`,
          ),
      },
    )
  }

  return (
    <Dialog
      title="Import scores"
      size={source === null || outcome !== null ? 'small' : 'large'}
      isOpen
      onClose={onClose}
      actions={
        outcome === null ? (
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" isDisabled={!isReady || storing.isPending} onPress={store}>
              {preview === null ? 'Import' : `Import ${plural(preview.scores, 'score')}`}
            </Button>
          </>
        ) : (
          <Button look="primary" onPress={onClose} autoFocus>
            Done
          </Button>
        )
      }
    >
      {outcome === null ? (
        <div className={layoutStyles['stack']}>
          <p>
            A CSV table with a model in each row and benchmarks in its columns, between commas, semicolons or tabs, or
            the results of lm-eval (JSON). Columns of standard errors and numbers of items are stored with their scores.
            Tables of the Open LLM Leaderboard, of Epoch’s benchmarking hub and scores exported here are known by their
            columns. An earlier import of the same scores is written over.
          </p>
          <div>
            <TextFileButton
              label={source === null ? 'Choose a table (CSV, TSV or JSON)' : source.fileName}
              types={['.csv', '.tsv', '.txt', '.json', 'text/csv', 'application/json']}
              largest={largest}
              anyEncoding
              onText={take}
              onFailure={setFailure}
            />
          </div>
          {storing.isPending ? (
            <OperationProgress label="Importing" progress={storing.progress} onCancel={storing.cancel} />
          ) : null}
          {failure === null && storing.error === null ? null : (
            <Notice tone="danger">{failure ?? storing.error?.message}</Notice>
          )}
          {preview === null ? null : (
            <>
              <Readings readings={preview.readings} onChoose={choose} />
              <Problems preview={preview} />
              <Notes notes={[...(encodingNote === null ? [] : [encodingNote]), ...preview.notes]} />
              <Columns preview={preview} columns={columns} onChange={change} />
              <Matches
                preview={preview}
                proposed={proposed}
                refused={refused}
                onRefuse={(name, isRefused) =>
                  setRefused(new Set(isRefused ? [...refused, name] : [...refused].filter((listed) => listed !== name)))
                }
              />
            </>
          )}
        </div>
      ) : (
        <>
          <p>{outcome}</p>
          <LiveRegion text={outcome} />
        </>
      )}
    </Dialog>
  )
}

/** Where scores may be fractions or percent: each way to read them, with what it makes of a cell. */
function Readings({
  readings,
  onChoose,
}: {
  readonly readings: readonly ScaleReading[]
  readonly onChoose: (reading: ScaleReading) => void
}) {
  if (readings.length === 0) return null
  return (
    <Notice tone="warning">
      <strong>These scores can be read in {readings.length === 2 ? 'two ways' : 'several ways'}.</strong> Choose one, or
      set the unit of each column.
      <div role="group" aria-label="How to read the scores" className={styles['readings']}>
        {readings.map((reading) => (
          <Button key={reading.name} onPress={() => onChoose(reading)}>
            {capitalized(reading.text)}
          </Button>
        ))}
      </div>
    </Notice>
  )
}

/** How the table was read, a line each. */
function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul className={`${styles['problems']} ${textStyles['muted']}`} aria-label="How the table was read">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  )
}

function Problems({ preview }: { readonly preview: ImportPreview }) {
  if (preview.problems.length === 0) return null
  return (
    <Notice tone="warning">
      <strong>These cells cannot be taken, so nothing can be imported yet.</strong> Correct the file, or leave the
      columns out.
      <ul className={styles['problems']}>
        {preview.problems.slice(0, 8).map(({ line, column, message }) => (
          <li key={`${line} ${column}`}>
            Line {line}, column {column}: {message}
          </li>
        ))}
        {preview.problems.length > 8 ? <li>and {preview.problems.length - 8} more</li> : null}
      </ul>
    </Notice>
  )
}

interface MatchesProps {
  readonly preview: ImportPreview
  readonly proposed: ImportPreview['models']
  readonly refused: ReadonlySet<string>
  readonly onRefuse: (name: string, isRefused: boolean) => void
}

/** Which rows are new, which are known, and which may be models of the library. */
function Matches({ preview, proposed, refused, onRefuse }: MatchesProps) {
  return (
    <section aria-label="Models">
      <p>{importedModelsText(preview.models)}</p>
      {proposed.length === 0 ? null : (
        <CheckList
          label="Proposed matches"
          things="matches"
          entries={proposed.map(({ name, modelName, reason }) => ({
            id: name,
            name: `${name} = ${modelName}`,
            note: <span className={textStyles['muted']}>by {reason}</span>,
          }))}
          isChosen={(name) => !refused.has(name)}
          onToggle={(name, isChosen) => onRefuse(name, !isChosen)}
        />
      )}
    </section>
  )
}
