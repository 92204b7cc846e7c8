import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Milliseconds since the epoch of the newest change below folders (their files and, for removals, themselves); 0 where
 * none exists.
 */
function newestChange(folders: readonly string[]): number {
  let newest = 0
  const pending = [...folders]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const stats = statSync(folder, { throwIfNoEntry: false })
    if (stats === undefined) continue
    newest = Math.max(newest, stats.mtimeMs)
    if (!stats.isDirectory()) continue
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() || entry.isFile()) pending.push(join(folder, entry.name))
    }
  }
  return newest
}

/** Whether a built file exists and nothing below the sources is newer. */
export function isFresh(built: string, sources: readonly string[]): boolean {
  const stats = statSync(built, { throwIfNoEntry: false })
  return stats !== undefined && stats.mtimeMs >= newestChange(sources)
}
