import { useEffect, useEffectEvent, useState } from 'react'
import { fittingTasks } from '../../../core/benchmark/fitting-tasks.ts'
import type { TaskName } from '../../../core/benchmark/task.ts'
import { largestTextFile } from '../../../engine/api/openable-files.ts'
import { useCall } from '../../api/queries.tsx'
import { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Select } from '../../components/select.tsx'
import { Notice } from '../../components/states.tsx'
import { TextField } from '../../components/text-field.tsx'
import { readTextFile } from '../../components/read-text-file.ts'
import { TextFileButton } from '../../components/text-file-button.tsx'
import layoutStyles from '../../components/layout.module.css'
import textStyles from '../../components/text.module.css'

const largest = largestTextFile

/** Choosing a JSON lines file, its task and its name. */
export function AddBenchmark({
  file,
  onClose,
  onAdded,
}: {
  /** A file that was opened with the app; without one, it is chosen. */
  readonly file?: File
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}) {
  const tasks = useCall('benchmarks.tasks', {})
  const add = useCancellableCommand('benchmarks.add')
  const [text, setText] = useState<string | null>(null)
  const [fitting, setFitting] = useState<readonly TaskName[]>([])
  const [name, setName] = useState('')
  const [task, setTask] = useState<TaskName | null>(null)
  const [failure, setFailure] = useState<string | null>(null)

  const choose = (fileName: string, content: string) => {
    const candidates = fittingTasks(content)
    setFailure(null)
    add.reset()
    setText(content)
    setName(fileName.replace(/\.[^.]+$/, '').slice(0, 100))
    setFitting(candidates)
    setTask(candidates[0] ?? null)
  }
  const takeGiven = useEffectEvent(choose)
  useEffect(() => {
    if (file === undefined) return
    readTextFile(file, { largest }).then(
      ({ name: fileName, text: content }) => takeGiven(fileName, content),
      (error: unknown) => setFailure(error instanceof Error ? error.message : String(error)),
    )
  }, [file])
  const store = () => {
    if (text === null || task === null) return
    add.mutate(
      { name, task, text },
      {
        onSuccess: ({ benchmark }) => {
          onAdded(benchmark.id)
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      title="Add a benchmark"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            isDisabled={text === null || task === null || name.trim() === '' || add.isPending}
            onPress={store}
          >
            Add
          </Button>
        </>
      }
    >
      <div className={layoutStyles['stack']}>
        <p>
          A JSON lines file with one record per line, in the form in which the task is published. For questions of your
          own:
        </p>
        <pre className={textStyles['example']}>{'{"context": "2 + 2 =", "choices": [" 4", " 5"], "gold": 0}'}</pre>
        <div>
          <TextFileButton
            label="Choose a JSON lines file"
            types={['.jsonl', '.json', '.ndjson']}
            largest={largest}
            onText={choose}
            onFailure={setFailure}
          />
        </div>
        {failure === null ? null : <Notice tone="danger">{failure}</Notice>}
        {text === null ? null : (
          <>
            <TextField label="Name" value={name} onChange={setName} mostCharacters={100} />
            <Select
              label="Task"
              choices={(tasks.data ?? []).map((entry) => ({
                id: entry.name,
                name: entry.title,
                note: fitting.includes(entry.name)
                  ? `The first records fit. ${entry.metrics.join(', ')}`
                  : 'The first records do not fit.',
              }))}
              value={task}
              onChange={setTask}
            />
            {fitting.length === 0 ? (
              <Notice tone="warning">
                The first records fit none of the tasks. Choose the one they are meant for to see what it expects.
              </Notice>
            ) : null}
          </>
        )}
        {add.isPending ? (
          <OperationProgress label="Adding the benchmark" progress={add.progress} onCancel={add.cancel} />
        ) : null}
        {add.error === null ? null : <Notice tone="danger">{add.error.message}</Notice>}
      </div>
    </Dialog>
  )
}
