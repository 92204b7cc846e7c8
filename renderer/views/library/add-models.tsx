import { useEffect, useState } from 'react'
import type { AddReport, Place } from '../../../engine/api/contract.ts'
import { useConnection } from '../../api/queries.tsx'
import type { OperationProgress } from '../../api/followed-operation.ts'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Progress } from '../../components/progress.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { EmptyState, LoadingState, Notice, UnansweredState } from '../../components/states.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { knownCopiesText } from '../../../core/format/places-text.ts'
import { truncateMiddle } from '../../../core/format/truncate.ts'
import { countRefused, isFault } from '../../../core/model/file-kind.ts'
import { printable } from '../../../core/format/printable.ts'
import { bytesText, countText, plural, timeLeftText } from '../../../core/format/quantity.ts'
import { lineageView } from '../lineage/lineage-settings.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { goTo } from '../../app/use-route.ts'
import { FirstTreeButton } from './first-tree-button.tsx'
import { ModelSourceList } from './model-sources.tsx'
import { PlaceBrowser, type PlaceChoice } from './place-browser.tsx'
import { type ModelSources, useModelSources } from './use-model-sources.ts'
import textStyles from '../../components/text.module.css'
import styles from './library.module.css'

interface AddModelsProps {
  /** Sources that are added at once; empty: first is chosen. */
  readonly sourceIds: readonly string[]
  /** Files and folders that were opened with the app, which are added at once. */
  readonly places?: readonly Place[]
  readonly onClose: () => void
}

type Origin = 'files' | 'programs'

/**
 * Choosing files, folders or the models of other programs, hashing them with progress, and the report: added, known
 * already, refused with reasons.
 */
export function AddModels({ sourceIds, places, onClose }: AddModelsProps) {
  const { chooser } = useConnection()
  const [origin, setOrigin] = useState<Origin>(sourceIds.length === 0 ? 'files' : 'programs')
  const fromFiles = useCancellableCommand('models.add')
  const fromPrograms = useCancellableCommand('sources.add')
  const { reset, isPending, data: report, error, progress, cancel } = origin === 'files' ? fromFiles : fromPrograms
  const [chosen, setChosen] = useState<PlaceChoice>({ places: [], isFolderShown: true })
  const add = (places: readonly Place[]) => {
    if (places.length > 0) fromFiles.mutate({ placeIds: places.map((place) => place.id) })
  }
  const [failure, setFailure] = useState<string | null>(null)
  const addChosen = (places: Promise<readonly Place[]>) => {
    setFailure(null)
    places.then(add, (reason: unknown) => setFailure(reason instanceof Error ? reason.message : String(reason)))
  }
  const [atOnce] = useState(sourceIds)
  const addSources = fromPrograms.mutate
  useEffect(() => {
    if (atOnce.length > 0) addSources({ sourceIds: [...atOnce] })
  }, [atOnce, addSources])
  const [opened] = useState(places ?? [])
  const addOpened = fromFiles.mutate
  useEffect(() => {
    if (opened.length > 0) addOpened({ placeIds: opened.map((place) => place.id) })
  }, [opened, addOpened])
  const choosing = !isPending && report === undefined && error === null
  const found = useModelSources({ enabled: choosing && origin === 'programs' })
  return (
    <Dialog
      title="Add models"
      size={choosing && (chooser === null || origin === 'programs') ? 'large' : 'small'}
      isOpen
      onClose={onClose}
      actions={
        choosing ? (
          <>
            <Button onPress={onClose}>Cancel</Button>
            {origin === 'programs' ? (
              <Button
                look="primary"
                isDisabled={found.chosen.length === 0}
                onPress={() => fromPrograms.mutate({ sourceIds: [...found.chosen] })}
              >
                {found.addLabel}
              </Button>
            ) : chooser === null ? (
              <Button look="primary" isDisabled={chosen.places.length === 0} onPress={() => add(chosen.places)}>
                {addLabel(chosen)}
              </Button>
            ) : (
              <>
                <Button icon="folder" onPress={() => addChosen(chooser.chooseFolder())}>
                  Choose a folder
                </Button>
                <Button look="primary" icon="file" onPress={() => addChosen(chooser.chooseFiles())}>
                  Choose files
                </Button>
              </>
            )}
          </>
        ) : isPending ? (
          <Button onPress={cancel}>Cancel</Button>
        ) : report !== undefined ? (
          <>
            {report.added.length > 0 ? (
              <>
                <Button
                  icon="lineage"
                  onPress={() => {
                    onClose()
                    goTo(lineageView)
                  }}
                >
                  Lineage
                </Button>
                {report.added.length < 2 ? null : (
                  <FirstTreeButton
                    modelIds={report.added.filter(({ purpose }) => purpose === 'text').map(({ id }) => id)}
                    onClose={onClose}
                  />
                )}
                <Button
                  icon="probe"
                  onPress={() => {
                    onClose()
                    goTo(probeView, { models: report.added.map((model) => model.id) })
                  }}
                >
                  Probe {report.added.length === 1 ? 'it' : 'them'}
                </Button>
              </>
            ) : null}
            <Button look="primary" onPress={onClose} autoFocus>
              Done
            </Button>
          </>
        ) : (
          <>
            <Button onPress={onClose}>Close</Button>
            <Button look="primary" onPress={reset}>
              Back
            </Button>
          </>
        )
      }
    >
      {choosing ? (
        <Tabs
          label="Where the models are"
          tabs={[
            {
              id: 'files' satisfies Origin,
              name: 'Files and folders',
              content:
                chooser === null ? (
                  <PlaceBrowser onChoose={setChosen} />
                ) : (
                  <>
                    <p>
                      Choose GGUF files, or a folder that is searched for them. A split model is added by any of its
                      parts.
                    </p>
                    {failure === null ? null : <Notice tone="danger">{failure}</Notice>}
                  </>
                ),
            },
            { id: 'programs' satisfies Origin, name: 'Other programs', content: <OtherPrograms found={found} /> },
          ]}
          shown={origin}
          onShow={(id) => setOrigin(id === 'programs' ? 'programs' : 'files')}
        />
      ) : isPending ? (
        <AddingProgress progress={progress} />
      ) : report !== undefined ? (
        <Report report={report} />
      ) : (
        <Notice tone="danger">{error?.message}</Notice>
      )}
    </Dialog>
  )
}

function addLabel({ places, isFolderShown }: PlaceChoice): string {
  const [first] = places
  if (first === undefined) return 'Add'
  if (isFolderShown) return 'Add this folder'
  return places.length === 1 ? `Add ${truncateMiddle(first.name, 36)}` : `Add ${plural(places.length, 'item')}`
}

function OtherPrograms({ found }: { readonly found: ModelSources }) {
  const { sources, isSearching, progress, cancel, error, again } = found
  if (isSearching && sources === undefined)
    return <LoadingState label="Looking for models of other programs" progress={progress} onCancel={cancel} />
  if (sources === undefined)
    return (
      <UnansweredState title="The search for models of other programs has ended" call={{ error, refetch: again }} />
    )
  if (sources.length === 0) {
    return (
      <EmptyState icon="library" title="No models of other programs">
        None of Hugging Face, llama.cpp, LM Studio, Ollama, Jan and GPT4All keeps models where these programs usually
        do, or where their settings say.
      </EmptyState>
    )
  }
  return <ModelSourceList {...found} />
}

function AddingProgress({ progress }: { readonly progress: OperationProgress | null }) {
  const { item, done, total, unit, left } = progress ?? { item: '', done: 0, total: 0, unit: '', left: null }
  const amount = (value: number) => (unit === 'bytes' ? bytesText(value) : countText(value))
  const counted = `${amount(done)} of ${amount(total)}${unit === 'bytes' ? '' : ` ${unit}`}`
  return (
    <div className={styles['progress']}>
      <div className={styles['line']}>
        <span className={textStyles['ellipsis']}>{item === '' ? 'Looking for GGUF files' : item}</span>
        <span className={styles['muted']}>
          {total > 0 ? counted : ''}
          {left === null ? '' : `, ${timeLeftText(left)}`}
        </span>
      </div>
      <Progress
        label={unit === 'files' ? 'Reading headers' : 'Hashing'}
        done={done}
        total={total}
        isIndeterminate={total === 0}
      />
      <p className={styles['muted']}>
        Headers are checked and contents hashed, so that a moved or changed file is noticed.
      </p>
    </div>
  )
}

function Report({ report }: { readonly report: AddReport }) {
  const summary = [
    report.added.length > 0 ? `${plural(report.added.length, 'model')} added` : '',
    report.known.length > 0 ? `${plural(report.known.length, 'model')} already in the library` : '',
    knownCopiesText(report.copies),
    report.refused.length > 0 ? `left out: ${countRefused(report.refused)}` : '',
  ].filter((part) => part !== '')
  const newCopies = report.copies.filter(({ isNew }) => isNew)
  const text = summary.length === 0 ? 'No GGUF files were found there.' : `${summary.join(', ')}.`
  return (
    <div className={styles['report']}>
      <p>{text}</p>
      <LiveRegion text={text} />
      {newCopies.length === 0 ? null : (
        <ul aria-label="Same content">
          {newCopies.map(({ path, name, sameAs }) => (
            <li key={path} title={printable(path)}>
              {printable(fileName(path))} has the same content as{' '}
              <span title={printable(sameAs)}>{printable(name)}</span>: kept as another place
            </li>
          ))}
        </ul>
      )}
      {report.moved.length === 0 ? null : (
        <ul aria-label="Moved">
          {report.moved.map(({ path, name, from }) => (
            <li key={path} title={printable(path)}>
              {printable(fileName(path))} has the content of {printable(name)}, which is no longer at{' '}
              <span title={printable(from)}>{printable(truncateMiddle(from, 60))}</span>: kept as its place
            </li>
          ))}
        </ul>
      )}
      {report.renamed.length === 0 ? null : (
        <ul aria-label="Renamed">
          {report.renamed.map(({ id, from, to }) => (
            <li key={id}>
              {printable(from)} is now named {printable(to)}, as another model of that name was added
            </li>
          ))}
        </ul>
      )}
      {report.refused.length === 0 ? null : (
        <ul className={styles['refused']} aria-label="Files left out">
          {report.refused.map((refusal) => (
            <li key={refusal.path}>
              <div className={styles['refusedName']} title={printable(refusal.path)}>
                {printable(fileName(refusal.path))}
              </div>
              <div className={styles['reason']} data-fault={isFault(refusal.kind) || undefined}>
                {printable(refusal.reason)}
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? ''
}
