import { realpath, stat } from 'node:fs/promises'
import type { FileIdentity } from '../store/digest-store.ts'

/** How a file looks now, or undefined where there is none (or no right to look). */
export async function fileIdentity(path: string): Promise<FileIdentity | undefined> {
  try {
    const facts = await stat(path, { bigint: true })
    if (!facts.isFile()) return undefined
    return { path: await realpath(path), size: Number(facts.size), modified: String(facts.mtimeNs), inode: String(facts.ino) }
  } catch {
    return undefined
  }
}

/** Whether a file still looks as it was recorded. */
export function sameState(recorded: Omit<FileIdentity, 'path'>, now: Omit<FileIdentity, 'path'> | undefined): boolean {
  return now !== undefined && recorded.size === now.size && recorded.modified === now.modified && recorded.inode === now.inode
}
