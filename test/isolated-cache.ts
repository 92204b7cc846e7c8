/**
 * Keeps what tests, and the processes that they start, would keep for later loads out of the cache folder of whoever
 * runs them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Vitest calls this once before all tests; what it answers is called after them. */
export default function isolateCache(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-cache-'))
  process.env['CLADESCOPE_CACHE'] = folder
  // What was opened last is remembered there.
  process.env['CLADESCOPE_CONFIG'] = join(folder, 'config')
  return () => rmSync(folder, { recursive: true, force: true })
}
