import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GgufError } from './gguf/gguf-error.ts'
import type { GgufHeader } from './gguf/header-reader.ts'
import { numberOf } from './gguf/value-types.ts'

interface SplitName {
  readonly stem: string
  /** Counted from 1, as in the name. */
  readonly part: number
  readonly parts: number
}

const pattern = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/i
const mostParts = 1000

/** Reads `name-00001-of-00003.gguf`; null for any other name. */
export function splitName(fileName: string): SplitName | null {
  const match = pattern.exec(fileName)
  if (match === null) return null
  return { stem: match[1]!, part: Number(match[2]), parts: Number(match[3]) }
}

/** The paths of all parts that belong to one part, in order, whether they are there or not. */
export function splitPaths(path: string): string[] {
  const name = splitName(basename(path))
  if (name === null) return [path]
  if (name.parts < 1 || name.parts > mostParts || name.part < 1 || name.part > name.parts) {
    throw new GgufError(
      `The file name says part ${String(name.part)} of ${String(name.parts)}; expected a part between 1 and ${String(mostParts)}.`,
      'damaged',
      'Give the parts their original names.',
    )
  }
  return Array.from({ length: name.parts }, (_, index) => join(dirname(path), partName(name, index + 1)))
}

/** Throws GgufError naming the parts of a model, of `splitPaths`, that are missing. */
export async function requireParts(paths: readonly string[]): Promise<void> {
  if (paths.length === 1) return
  const isThere = await Promise.all(paths.map(exists))
  const missing = paths.map((path, index) => ({ path, part: index + 1 })).filter((_, index) => !isThere[index])
  if (missing.length === 0) return
  const numbers = missing.map(({ part }) => String(part))
  const which = `${missing.length === 1 ? 'Part' : 'Parts'} ${firstNames(numbers, { most: 5 })}`
  throw new GgufError(
    `${which} of ${String(paths.length)} ${missing.length === 1 ? 'is' : 'are'} missing: expected ${basename(missing[0]!.path)} in the same folder.`,
    'missing-part',
  )
}

/** Checks that the headers agree with the names: `split.count`, `split.no` (from 0) and the number of tensors. */
export function checkSplit(paths: readonly string[], headers: readonly GgufHeader[]): void {
  const field = (header: GgufHeader, key: string): number | null => numberOf(header.metadata.get(key)?.value)
  headers.forEach((header, index) => {
    const name = basename(paths[index]!)
    const count = field(header, 'split.count') ?? 1
    const number = field(header, 'split.no') ?? 0
    if (headers.length === 1 && count <= 1) return
    if (headers.length === 1) {
      throw new GgufError(
        `The header says part ${String(number + 1)} of ${String(count)}, but ${name} is not named …-00001-of-0000N.gguf, so the other parts cannot be found.`,
        'damaged',
        'Give the parts their original names.',
      )
    }
    if (count !== headers.length || number !== index) {
      throw new GgufError(
        `Expected ${name} to be part ${String(index + 1)} of ${String(headers.length)}; its header says part ${String(number + 1)} of ${String(count)}.`,
        'damaged',
        'Give the parts their original names, or download them again.',
      )
    }
  })
  const declared = headers[0] === undefined || headers.length === 1 ? null : field(headers[0], 'split.tensors.count')
  const tensors = headers.reduce((sum, header) => sum + header.tensors.length, 0)
  if (declared !== null && declared !== tensors) {
    throw new GgufError(
      `The split model should hold ${plural(declared, 'tensor')}; its parts hold ${String(tensors)}. The parts do not belong together.`,
      'damaged',
      'Download all parts again, from one source.',
    )
  }
}

function partName(name: SplitName, part: number): string {
  const number = (value: number): string => String(value).padStart(5, '0')
  return `${name.stem}-${number(part)}-of-${number(name.parts)}.gguf`
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
