import { useCallback, useEffect, useState } from 'react'
import { printable } from '../../core/format/printable.ts'
import { goTo } from '../app/use-route.ts'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { OpenedProject } from '../projects/opened-project.tsx'
import { AddBenchmark } from '../views/benchmarks/add-benchmark.tsx'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import { AddModels } from '../views/library/add-models.tsx'
import { libraryView } from '../views/library/library-settings.ts'
import { ImportScores } from '../views/scores/import-scores.tsx'
import { scoresView } from '../views/scores/scores-settings.ts'
import { ReferenceTree } from '../views/tree/reference-tree.tsx'
import { treeView } from '../views/tree/tree-settings.ts'
import { DropArea } from './drop-area.tsx'
import { type Opened, openedByDrop, openedByShell } from './opened-file.ts'
import styles from './opened.module.css'

/**
 * Files that are opened with the app or dropped on it, one after the other: each leads to the view that it belongs to,
 * with the dialog in which it is taken.
 */
export function OpenedFiles() {
  const [waiting, setWaiting] = useState<readonly Opened[]>([])
  const [closed, setClosed] = useState(0)
  const bridge = window.cladescope
  const open = useCallback((opened: readonly Opened[]) => setWaiting((before) => [...before, ...opened]), [])
  useEffect(() => bridge?.onOpened((told) => open(openedByShell(told))), [bridge, open])
  const [first] = waiting

  useEffect(() => {
    if (first !== undefined) goToViewOf(first)
  }, [first])

  return (
    <>
      <DropArea
        hasShell={bridge !== undefined}
        onDrop={(files) => {
          const { opened, toShell } = openedByDrop(files, bridge !== undefined)
          open(opened)
          if (toShell.length > 0) void bridge?.openDropped(toShell)
        }}
      />
      {first === undefined ? null : (
        <Taken
          // A dialog of its own for each; what is opened meanwhile leaves the one shown as it is.
          key={closed}
          opened={first}
          onClose={() => {
            setWaiting((before) => before.filter((opened) => opened !== first))
            setClosed((before) => before + 1)
          }}
        />
      )}
    </>
  )
}

function goToViewOf({ use }: Opened): void {
  if (use === 'models') goTo(libraryView)
  else if (use === 'scores') goTo(scoresView)
  else if (use === 'benchmark') goTo(benchmarksView)
  else if (use === 'reference tree') goTo(treeView)
}

function Taken({ opened, onClose }: { readonly opened: Opened; readonly onClose: () => void }) {
  if (opened.use === 'models') return <AddModels sourceIds={[]} places={opened.places} onClose={onClose} />
  if (opened.use === 'scores') return <ImportScores file={opened.file} onClose={onClose} />
  if (opened.use === 'benchmark') return <AddBenchmark file={opened.file} onClose={onClose} onAdded={() => undefined} />
  if (opened.use === 'reference tree') return <ReferenceTree file={opened.file} onClose={onClose} />
  if (opened.use === 'project') return <OpenedProject place={opened.place} onClose={onClose} />
  return (
    <Dialog
      title="Not opened"
      isOpen
      onClose={onClose}
      actions={
        <Button look="primary" onPress={onClose} autoFocus>
          Close
        </Button>
      }
    >
      <dl className={styles['refusals']}>
        {opened.refusals.map(({ name, reason }) => (
          <div key={name}>
            <dt>{printable(name)}</dt>
            <dd>{reason}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
