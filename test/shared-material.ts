import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where published tables and other large material may lie: beside the repository, of which it is no part. */
const folder = join(import.meta.dirname, '../../shared')

export interface SharedMaterial {
  readonly path: string
  readonly isThere: boolean
  /** To go after the name of a test that needs it: empty, or why it is skipped. */
  readonly absence: string
}

/**
 * A file or folder of ../shared, by its path in there. Tests that need it are skipped where there is no ../shared at
 * all. Throws where there is one without this: the material was moved, and the test would never run again.
 */
export function sharedMaterial(path: string): SharedMaterial {
  const whole = join(folder, path)
  if (existsSync(whole)) return { path: whole, isThere: true, absence: '' }
  if (existsSync(folder)) throw new Error(`Expected ${path} in ${folder}, which is there; found nothing of that name.`)
  return { path: whole, isThere: false, absence: ` (skipped: no ../shared/${path})` }
}
