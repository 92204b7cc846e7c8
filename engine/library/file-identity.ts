import { realpath, stat } from 'node:fs/promises'
import { type FileState, fileState } from '../../native/file-state.ts'
import type { FileIdentity } from '../store/digest-store.ts'

/** How a file looks now, or undefined where there is none (or no right to look). */
export async function fileIdentity(path: string): Promise<FileIdentity | undefined> {
  try {
    const facts = await stat(path, { bigint: true })
    if (!facts.isFile()) return undefined
    return { path: await realpath(path), ...fileState(facts) }
  } catch {
    return undefined
  }
}

/** Whether a file looks like the one that was recorded, for display: its content may be another all the same. */
export function looksAlike(recorded: FileState, now: FileState | undefined): boolean {
  return (
    now !== undefined &&
    recorded.size === now.size &&
    recorded.modified === now.modified &&
    recorded.inode === now.inode
  )
}
