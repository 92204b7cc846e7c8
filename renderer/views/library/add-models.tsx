import { useEffect, useRef, useState } from 'react'
import type { AddReport, Place } from '../../../engine/api/contract.ts'
import { ApiError } from '../../../engine/api/contract.ts'
import { useConnection } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Progress } from '../../components/progress.tsx'
import { LiveRegion } from '../../components/live-region.tsx'
import { Notice } from '../../components/states.tsx'
import { truncateMiddle } from '../../../core/format/truncate.ts'
import { printable } from '../../../core/format/printable.ts'
import { bytesText, countText, plural } from '../../../core/format/quantity.ts'
import { probeView } from '../probe/probe-view-settings.ts'
import { goTo } from '../../app/use-route.ts'
import { PlaceBrowser, type PlaceChoice } from './place-browser.tsx'
import textStyles from '../../components/text.module.css'
import styles from './library.module.css'

type Stage =
  | { readonly kind: 'choosing' }
  | {
      readonly kind: 'adding'
      readonly operation: string
      readonly item: string
      readonly done: number
      readonly total: number
      readonly unit: string
    }
  | { readonly kind: 'finished'; readonly report: AddReport }
  | { readonly kind: 'failed'; readonly message: string }

/**
 * Choosing files or folders, hashing them with progress, and the report: added, known already, refused with reasons.
 */
export function AddModels({ onClose }: { readonly onClose: () => void }) {
  const { api, chooser } = useConnection()
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' })
  const [chosen, setChosen] = useState<PlaceChoice>({ places: [], isFolderShown: true })
  const running = useRef<string | null>(null)

  useEffect(
    () =>
      api.on('operation', (progress) => {
        if (progress.operation !== running.current) return
        setStage((stage) => (stage.kind === 'adding' ? { kind: 'adding', ...progress } : stage))
      }),
    [api],
  )

  const add = async (places: readonly Place[]) => {
    if (places.length === 0) return
    const operation = crypto.randomUUID()
    running.current = operation
    setStage({ kind: 'adding', operation, item: '', done: 0, total: 0, unit: '' })
    try {
      const report = await api.call('models.add', { placeIds: places.map((place) => place.id), operation })
      setStage({ kind: 'finished', report })
    } catch (error) {
      if (error instanceof ApiError && error.code === 'cancelled') setStage({ kind: 'choosing' })
      else setStage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    } finally {
      running.current = null
    }
  }
  const cancel = () => {
    if (running.current !== null)
      void api.call('operations.cancel', { operation: running.current }).catch(() => undefined)
  }
  const close = () => {
    cancel()
    onClose()
  }

  const choosing = stage.kind === 'choosing'
  return (
    <Dialog
      title="Add models"
      size={choosing && chooser === null ? 'large' : 'small'}
      isOpen
      onClose={close}
      actions={
        choosing ? (
          <>
            <Button onPress={close}>Cancel</Button>
            {chooser === null ? (
              <Button look="primary" isDisabled={chosen.places.length === 0} onPress={() => void add(chosen.places)}>
                {addLabel(chosen)}
              </Button>
            ) : (
              <>
                <Button icon="folder" onPress={() => void chooser.chooseFolder().then(add)}>
                  Choose a folder
                </Button>
                <Button look="primary" icon="file" onPress={() => void chooser.chooseFiles().then(add)}>
                  Choose files
                </Button>
              </>
            )}
          </>
        ) : stage.kind === 'adding' ? (
          <Button onPress={cancel}>Cancel</Button>
        ) : stage.kind === 'finished' ? (
          <>
            {stage.report.added.length > 0 ? (
              <Button
                icon="probe"
                onPress={() => {
                  onClose()
                  goTo(probeView, { models: stage.report.added.map((model) => model.id) })
                }}
              >
                Probe {stage.report.added.length === 1 ? 'it' : 'them'}
              </Button>
            ) : null}
            <Button look="primary" onPress={close} autoFocus>
              Done
            </Button>
          </>
        ) : (
          <>
            <Button onPress={close}>Close</Button>
            <Button look="primary" onPress={() => setStage({ kind: 'choosing' })}>
              Back
            </Button>
          </>
        )
      }
    >
      {stage.kind === 'choosing' ? (
        chooser === null ? (
          <PlaceBrowser onChoose={setChosen} />
        ) : (
          <p>Choose GGUF files, or a folder that is searched for them. A split model is added by any of its parts.</p>
        )
      ) : stage.kind === 'adding' ? (
        <AddingProgress {...stage} />
      ) : stage.kind === 'finished' ? (
        <Report report={stage.report} />
      ) : (
        <Notice tone="danger">{stage.message}</Notice>
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

function AddingProgress({
  item,
  done,
  total,
  unit,
}: {
  readonly item: string
  readonly done: number
  readonly total: number
  readonly unit: string
}) {
  const amount = (value: number) => (unit === 'bytes' ? bytesText(value) : `${countText(value)} ${unit}`)
  return (
    <div className={styles['progress']}>
      <div className={styles['line']}>
        <span className={textStyles['ellipsis']}>{item === '' ? 'Looking for GGUF files' : item}</span>
        <span className={styles['muted']}>{total > 0 ? `${amount(done)} of ${amount(total)}` : ''}</span>
      </div>
      <Progress label="Reading and hashing" done={done} total={total} isIndeterminate={total === 0} />
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
    report.refused.length > 0 ? `${plural(report.refused.length, 'file')} refused` : '',
  ].filter((part) => part !== '')
  const text = summary.length === 0 ? 'No GGUF files were found there.' : `${summary.join(', ')}.`
  return (
    <div className={styles['report']}>
      <p>{text}</p>
      <LiveRegion text={text} />
      {report.refused.length === 0 ? null : (
        <ul className={styles['refused']} aria-label="Refused files">
          {report.refused.map((refusal) => (
            <li key={refusal.path}>
              <div className={styles['refusedName']} title={printable(refusal.path)}>
                {printable(refusal.path.split(/[\\/]/).at(-1) ?? '')}
              </div>
              <div className={styles['reason']}>{printable(refusal.reason)}</div>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
