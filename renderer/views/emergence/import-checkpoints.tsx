import { useState } from 'react'
import { usualColumns } from '../../../core/emergence/read-checkpoints.ts'
import { scaleChoices, type ScaleChoice } from '../../../core/table/scale-choice.ts'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Disclosure } from '../../components/disclosure.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { TextFileButton } from '../../components/text-file-button.tsx'
import { TextField } from '../../components/text-field.tsx'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'

export const expectedColumns = `checkpoint,loss,examples,score,flops
base-1b,2.31,0,0.25,1.2e21
base-1b,2.31,64,0.31,1.2e21`

const largest = 8 * 2 ** 20
const fields = ['loss', 'examples', 'score', 'checkpoint', 'flops'] as const

/** Choosing a CSV of checkpoints, naming it, and saying which column is which where the titles are others. */
export function ImportCheckpoints({
  onClose,
  onImported,
}: {
  readonly onClose: () => void
  readonly onImported: (tableId: string) => void
}) {
  const importing = useCancellableCommand('emergence.import')
  const [file, setFile] = useState<{ readonly name: string; readonly text: string } | null>(null)
  const [name, setName] = useState('')
  const [titles, setTitles] = useState(usualColumns)
  const [scale, setScale] = useState<ScaleChoice>('auto')
  const [encodingNote, setEncodingNote] = useState<string | null>(null)
  const [notes, setNotes] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<string | null>(null)

  const store = () => {
    if (file === null) return
    setFailure(null)
    importing.mutate(
      { name, text: file.text, columns: titles, scale },
      {
        onSuccess: ({ id, notes: importNotes = [] }) => {
          onImported(id)
          const told = [...(encodingNote === null ? [] : [encodingNote]), ...importNotes]
          if (told.length === 0) onClose()
          else setNotes(told)
        },
      },
    )
  }
  if (notes.length > 0) {
    return (
      <Dialog
        title="Import checkpoints"
        isOpen
        onClose={onClose}
        actions={
          <Button look="primary" onPress={onClose} autoFocus>
            Done
          </Button>
        }
      >
        <p>The table was imported.</p>
        <ul aria-label="How the table was read">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Dialog>
    )
  }
  return (
    <Dialog
      title="Import checkpoints"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            isDisabled={file === null || name.trim() === '' || importing.isPending}
            onPress={store}
          >
            Import
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p>
          A CSV with one row per checkpoint and amount of finetuning data. Examples 0: not finetuned. The loss is that
          before finetuning, in nats.
        </p>
        <pre className={textStyles['example']}>{expectedColumns}</pre>
        <TextFileButton
          label={file === null ? 'Choose a CSV file' : file.name}
          types={['.csv', '.tsv', 'text/csv']}
          largest={largest}
          anyEncoding
          onText={(chosen, text, note) => {
            setEncodingNote(note)
            setFailure(null)
            importing.reset()
            setFile({ name: chosen, text })
            setName(chosen.replace(/\.[ct]sv$/i, ''))
          }}
          onFailure={setFailure}
        />
        {importing.isPending ? (
          <OperationProgress label="Importing" progress={importing.progress} onCancel={importing.cancel} />
        ) : null}
        {failure === null && importing.error === null ? null : (
          <Notice tone="danger">{failure ?? importing.error?.message}</Notice>
        )}
        {file === null ? null : <TextField label="Name" value={name} onChange={setName} />}
        <Select
          label="Scale of the scores"
          choices={scaleChoices.flatMap((id) => (id === 'by-column' ? [] : [{ id, name: scaleNames[id] }]))}
          value={scale}
          onChange={(id) => setScale(id as ScaleChoice)}
        />
        <Disclosure title="Titles of the columns">
          <div className={layoutStyles['stack']}>
            {fields.map((field) => (
              <TextField
                key={field}
                label={fieldNames[field]}
                value={titles[field]}
                onChange={(value) => setTitles({ ...titles, [field]: value })}
              />
            ))}
          </div>
        </Disclosure>
      </div>
    </Dialog>
  )
}

/** A table of checkpoints has one column of scores, so that nothing is to be decided by column. */
const scaleNames: Readonly<Record<Exclude<ScaleChoice, 'by-column'>, string>> = {
  auto: 'by title and numbers',
  percent: 'percent, divided by 100',
  fraction: 'fraction, 0 to 1',
  raw: 'neither, as it stands',
}

const fieldNames: Readonly<Record<(typeof fields)[number], string>> = {
  loss: 'Loss, nats',
  examples: 'Examples',
  score: 'Score',
  checkpoint: 'Name of the checkpoint (may be missing)',
  flops: 'Training FLOPs (may be missing)',
}
