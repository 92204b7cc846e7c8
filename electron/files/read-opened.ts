import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { printable } from '../../core/format/printable.ts'
import { bytesText } from '../../core/format/quantity.ts'
import type { Place } from '../../engine/api/contract.ts'
import { largestTextFile, openableEndings, openableKindOf } from '../../engine/api/openable-files.ts'
import type { OpenedFile } from '../../engine/api/opened-file.ts'

/**
 * What the page is handed of a path that the system, a dialog or a drop gave to main: a granted place, or the bytes of
 * a text; where it cannot be opened, why. Never rejects.
 */
export async function readOpened(path: string, grantPlace: (path: string) => Promise<Place>): Promise<OpenedFile> {
  const name = printable(basename(path))
  try {
    const facts = await stat(path)
    if (facts.isDirectory()) return { use: 'models', place: await grantPlace(path) }
    const kind = openableKindOf(path)
    if (kind === undefined)
      return { use: 'none', name, reason: `Expected a name that ends in ${openableEndings().join(', ')}.` }
    if (kind.use === 'models' || kind.use === 'project') return { use: kind.use, place: await grantPlace(path) }
    if (!facts.isFile()) return { use: 'none', name, reason: 'Expected a file, found something else.' }
    if (facts.size > largestTextFile)
      return {
        use: 'none',
        name,
        reason: `Expected at most ${bytesText(largestTextFile)}, found ${bytesText(facts.size)}.`,
      }
    return { use: kind.use, name, bytes: new Uint8Array(await readFile(path)) }
  } catch (error) {
    return { use: 'none', name, reason: error instanceof Error ? error.message : String(error) }
  }
}
