import type { OpenedFile } from '../../engine/api/opened-file.ts'

interface OpenedFilesParts {
  readonly read: (path: string) => Promise<OpenedFile>
  /** Whether page and engine are there to take files. */
  readonly isReady: () => boolean
  readonly deliver: (files: readonly OpenedFile[]) => void
  /** Told of each path that was opened. */
  readonly onOpened: (path: string) => void
  /** Told what kept files from being handed over; they wait. */
  readonly onFault: (error: unknown) => void
}

/**
 * Files on their way to the page, in the order in which they were opened. They wait for the page and the engine: macOS
 * names files before the app is ready.
 */
export interface OpenedFiles {
  open(paths: readonly string[]): void
  /** Hands over what waits, once page and engine are there; called whenever either has come. */
  handOver(): void
}

export function createOpenedFiles({ read, isReady, deliver, onOpened, onFault }: OpenedFilesParts): OpenedFiles {
  const waiting: string[] = []
  let last: Promise<void> = Promise.resolve()

  const handOverWaiting = async (): Promise<void> => {
    if (waiting.length === 0 || !isReady()) return
    const paths = [...waiting]
    const files = await Promise.all(paths.map(read))
    // The page may have gone while files were read: they wait for the next one.
    if (!isReady()) return
    deliver(files)
    waiting.splice(0, paths.length)
    for (const [index, file] of files.entries()) if (file.use !== 'none') onOpened(paths[index]!)
  }
  const handOver = (): void => {
    // A fault keeps no later file from being opened.
    last = last.then(handOverWaiting).catch(onFault)
  }

  return {
    open: (paths) => {
      waiting.push(...paths)
      handOver()
    },
    handOver,
  }
}
