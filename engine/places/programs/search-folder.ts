import { refusal } from '../../../core/model/refused-advice.ts'
import { findFiles, type Refusal, underWay } from '../../library/find-files.ts'
import { splitName } from '../../library/split-parts.ts'
import type { Machine } from '../machine.ts'
import type { KeptFiles, KeptModel } from './program.ts'

interface Search {
  /** What the program calls the model of a file; by default what the file is called. */
  readonly nameOf?: (path: string) => string
  /** Of its content, as the name of its file says. */
  readonly digestOf?: (path: string) => Promise<string | null>
  /** How the program calls files that it is still downloading, beside the usual ways. */
  readonly download?: RegExp
  readonly signal?: AbortSignal | undefined
}

/** How projectors are called by all who convert them; many lack a header that says so. */
const projector = /(^|[-_.])mmproj([-_.]|$)/i

/** The GGUF files in a folder and below it, those of a split model as one, and what lies beside them. */
export async function searchFolder(
  machine: Machine,
  folder: string,
  { nameOf = (path) => fileStem(machine, path), digestOf, download, signal }: Search = {},
): Promise<KeptFiles> {
  const { path: paths } = machine
  const { files, refused } = await findFiles([folder], signal, machine)
  const models = new Map<string, KeptModel>()
  const leftOut: Refusal[] = refused.filter(({ kind }) => kind !== 'no-model')
  for (const path of files) {
    const file = paths.basename(path)
    if (download?.test(file) === true) leftOut.push(underWay(path))
    else if (projector.test(file)) leftOut.push(projectorAt(path))
    else {
      const split = splitName(file)
      const whole = split === null ? path : paths.join(paths.dirname(path), `${split.stem} of ${String(split.parts)}`)
      if (models.has(whole)) continue
      models.set(whole, {
        path,
        name: nameOf(path),
        sha256: split === null && digestOf !== undefined ? await digestOf(path) : null,
      })
    }
  }
  return { models: [...models.values()], leftOut }
}

/** @param owner the model that it belongs to */
export function projectorAt(path: string, owner?: string): Refusal {
  const reason = `A multimodal projector (mmproj)${owner === undefined ? '' : ` of ${owner}`}, not a language model. It makes pictures or sounds into what a model reads.`
  return owner === undefined
    ? refusal(path, 'projector', reason)
    : refusal(path, 'projector', reason, `Add ${owner} instead.`)
}

/** What a file is called, without `.gguf` and without the number of its part. */
export function fileStem({ path }: Pick<Machine, 'path'>, file: string): string {
  const name = path.basename(file)
  return splitName(name)?.stem ?? name.replace(/\.gguf$/i, '')
}

const again = 'Download it again with that program.'

/** Why a file cannot be taken that is said to be at a path; null where it is there. `what` lies there, by what. */
export async function fileAbsence({ files }: Machine, path: string, what: string): Promise<Refusal | null> {
  try {
    if ((await files.stat(path)).isFile()) return null
    return refusal(path, 'no-file', `Expected ${what}, found no regular file.`, again)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? refusal(path, 'dangling-link', `Expected ${what}, found no file.`, again)
      : refusal(path, 'unreadable', `Expected ${what}, which cannot be reached (${code}).`)
  }
}
