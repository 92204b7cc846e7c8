import { basename, dirname } from 'node:path'
import { printable } from '../../core/format/printable.ts'
import { splitName } from './split-parts.ts'

/**
 * A name for a new model: its file's name without `.gguf` and without the part number of a split file. A file without
 * that ending (a blob of a cache) takes its declared name. Characters that cannot be seen become escapes. Where
 * `taken`, the parent folder follows in parentheses, then a number.
 */
export function modelName(path: string, declaredName: string | null, taken: (name: string) => boolean): string {
  const file = basename(path)
  const stem = splitName(file)?.stem ?? (/\.gguf$/i.test(file) ? file.slice(0, -5) : (declaredName ?? file))
  const name = firstOf(printable(stem.trim()), 160) || 'model'
  if (!taken(name)) return name
  const folder = firstOf(printable(basename(dirname(path))), 30)
  const inFolder = folder === '' ? name : `${name} (${folder})`
  if (!taken(inFolder)) return inFolder
  for (let number = 2; ; number += 1) {
    const numbered = `${name}-${String(number)}`
    if (!taken(numbered)) return numbered
  }
}

/** The first characters of a text, none of them halved. */
function firstOf(text: string, most: number): string {
  return [...text].slice(0, most).join('')
}
