import { plural } from '../../core/format/quantity.ts'
import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { GgufError } from './gguf/gguf-error.ts'
import { numberOf } from './gguf/header-facts.ts'
import type { GgufHeader } from './gguf/header-reader.ts'

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

/** The paths of all parts that belong to one part, in order. Throws GgufError naming the ones that are missing. */
export async function splitPaths(path: string): Promise<string[]> {
  const name = splitName(basename(path))
  if (name === null) return [path]
  if (name.parts < 1 || name.parts > mostParts || name.part < 1 || name.part > name.parts) {
    throw new GgufError(
      `The file name says part ${String(name.part)} of ${String(name.parts)}; expected a part between 1 and ${String(mostParts)}.`,
    )
  }
  const paths = Array.from({ length: name.parts }, (_, index) => join(dirname(path), partName(name, index + 1)))
  const missing: string[] = []
  for (const part of paths) {
    if (!(await exists(part))) missing.push(basename(part))
  }
  if (missing.length > 0) {
    const shown = missing.slice(0, 5).join(', ')
    throw new GgufError(
      `The model is split into ${plural(name.parts, 'file')}; missing in the same folder: ${shown}${missing.length > 5 ? ` and ${String(missing.length - 5)} more` : ''}.`,
      'download',
    )
  }
  return paths
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
        `The header says part ${String(number + 1)} of ${String(count)}, but ${name} is not named …-00001-of-0000N.gguf, so the other parts cannot be found. Give the parts their original names.`,
      )
    }
    if (count !== headers.length || number !== index) {
      throw new GgufError(
        `Expected ${name} to be part ${String(index + 1)} of ${String(headers.length)}; its header says part ${String(number + 1)} of ${String(count)}.`,
      )
    }
  })
  const declared = headers[0] === undefined || headers.length === 1 ? null : field(headers[0], 'split.tensors.count')
  const tensors = headers.reduce((sum, header) => sum + header.tensors.length, 0)
  if (declared !== null && declared !== tensors) {
    throw new GgufError(
      `The split model should hold ${plural(declared, 'tensor')}; its parts hold ${String(tensors)}. The parts do not belong together.`,
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
