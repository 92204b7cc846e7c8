import { Fragment, useEffect, useState } from 'react'
import { type FileUse, openableKinds } from '../../engine/api/openable-files.ts'
import { Icon } from '../components/icon.tsx'
import type { DroppedFile } from './opened-file.ts'
import styles from './opened.module.css'

interface DropAreaProps {
  /** Whether a shell tells where a file lies. */
  readonly hasShell: boolean
  readonly onDrop: (files: readonly DroppedFile[]) => void
}

/** The whole window takes files; while some are held over it, it says what becomes of each kind. */
export function DropArea({ hasShell, onDrop }: DropAreaProps) {
  const [isOver, setOver] = useState(false)

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      // Leaving an element for another one inside of the window has a target.
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      if (event.dataTransfer !== null) onDrop(filesOf(event.dataTransfer))
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [onDrop])

  if (!isOver) return null
  return (
    <div className={styles['drop']} aria-hidden="true">
      <div>
        <p>
          <Icon name="file" /> Drop files to open them
        </p>
        <dl>
          {openableKinds.map(({ use, endings, furtherEndings }) => (
            <Fragment key={use}>
              <dt>
                {kindNames[use]} ({[...endings, ...furtherEndings].map((ending) => `.${ending}`).join(', ')})
              </dt>
              <dd>{whatHappens(use, hasShell)}</dd>
            </Fragment>
          ))}
        </dl>
      </div>
    </div>
  )
}

const kindNames = {
  project: 'Projects and profiles',
  models: 'Models, and folders of them',
  scores: 'Tables of scores',
  benchmark: 'Benchmarks',
  'reference tree': 'Trees',
} as const satisfies Record<FileUse, string>

function whatHappens(use: FileUse, hasShell: boolean): string {
  if (use === 'scores') return 'shown as they are read, then imported'
  if (use === 'benchmark') return 'shown as they are read, then added'
  if (use === 'reference tree') return 'set against the tree shown'
  if (!hasShell) return 'not opened by dropping in a browser; the page says how to open them'
  return use === 'project' ? 'opened, or merged into the open project' : 'added to the library'
}

/** Files and folders in the order in which they were dropped; only the items tell which of them are folders. */
function filesOf({ files, items }: DataTransfer): DroppedFile[] {
  const fileItems = [...items].filter(({ kind }) => kind === 'file')
  return [...files].map((file, index) => ({
    file,
    isFolder: fileItems[index]?.webkitGetAsEntry()?.isDirectory === true,
  }))
}
