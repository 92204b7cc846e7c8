import { type FileUse, openableEndings, openableKindOf } from '../../engine/api/openable-files.ts'
import { openedFiles } from '../../engine/api/opened-file.ts'
import type { Place } from '../../engine/api/contract.ts'

/** What a text is opened as. */
type TextUse = 'scores' | 'benchmark' | 'reference tree'

/** What was opened with the app, or dropped on it, and what the page does with it. */
export type Opened =
  | { readonly [Use in TextUse]: { readonly use: Use; readonly file: File } }[TextUse]
  | { readonly use: 'models'; readonly places: readonly Place[] }
  | { readonly use: 'project'; readonly place: Place }
  | { readonly use: 'none'; readonly refusals: readonly Refusal[] }

interface Refusal {
  readonly name: string
  readonly reason: string
}

/** What is said of files that are read where they lie, where a page cannot tell where that is. */
export const adviceInBrowser = {
  models: adviceOf('models', 'add it in Library, with Add models, Files and folders'),
  project: adviceOf(
    'projects and profiles',
    'choose it in the menu Project at the top, in Projects with Open another file, or with Merge another project',
  ),
} as const

function adviceOf(files: string, advice: string): string {
  return `A browser does not tell a page where a file or folder lies, and ${files} are read where they lie: ${advice}.`
}

/** What the shell has handed over, models together. */
export function openedByShell(told: unknown): Opened[] {
  const { success, data } = openedFiles.safeParse(told)
  if (!success) return []
  const places = data.flatMap((file) => (file.use === 'models' ? [file.place] : []))
  const texts = data.flatMap((file): Opened[] => {
    if (file.use === 'project') return [file]
    if (file.use === 'models' || file.use === 'none') return []
    return [{ use: file.use, file: new File([file.bytes as Uint8Array<ArrayBuffer>], file.name) }]
  })
  return [...asOne(places), ...texts, ...refused(data.flatMap((file) => (file.use === 'none' ? [file] : [])))]
}

/** A file as the system has handed it to the page. */
export interface DroppedFile {
  readonly file: File
  readonly isFolder: boolean
}

/**
 * What is done with files that were dropped on the page: texts it reads itself; `toShell` are those that are read where
 * they lie, which only a shell can tell. A folder may hold models, whatever its name ends in.
 */
export function openedByDrop(
  files: readonly DroppedFile[],
  hasShell: boolean,
): { readonly opened: readonly Opened[]; readonly toShell: readonly File[] } {
  const texts: Opened[] = []
  const toShell: File[] = []
  const refusals: Refusal[] = []
  for (const { file, isFolder } of files) {
    const use = isFolder ? 'models' : openableKindOf(file.name)?.use
    if (use !== undefined && isText(use)) texts.push({ use, file })
    else if (hasShell) toShell.push(file)
    else if (use === undefined)
      refusals.push({
        name: file.name,
        reason: `Expected a name that ends in ${openableEndings().join(', ')}.`,
      })
    else refusals.push({ name: file.name, reason: adviceInBrowser[use] })
  }
  return { opened: [...texts, ...refused(refusals)], toShell }
}

function isText(use: FileUse): use is TextUse {
  return use === 'scores' || use === 'benchmark' || use === 'reference tree'
}

function asOne(places: readonly Place[]): Opened[] {
  return places.length === 0 ? [] : [{ use: 'models', places }]
}

function refused(refusals: readonly Refusal[]): Opened[] {
  return refusals.length === 0
    ? []
    : [{ use: 'none', refusals: refusals.map(({ name, reason }) => ({ name, reason })) }]
}
