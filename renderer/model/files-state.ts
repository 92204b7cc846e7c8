import type { ModelSummary } from '../../engine/api/contract.ts'

type Files = Pick<ModelSummary, 'filesState' | 'places'>

const stateText: Readonly<Record<Exclude<ModelSummary['filesState'], 'present'>, string>> = {
  missing: 'The file is no longer at this path.',
  changed: 'The file has changed since it was added.',
  touched:
    'The file was written to or replaced since it was added. What it holds may be the same: a probe reads it first.',
}

/** What is told of files that do not look as they did when they were added; null where they do. */
export function filesText({ filesState, places }: Files): string | null {
  if (filesState === 'present') return null
  return places.length === 0 ? 'Its file is not here: no path of it is known.' : stateText[filesState]
}

/** The same in two or three words. */
export function filesWords({ filesState, places }: Files): string {
  return places.length === 0 ? 'file not here' : `file ${filesState}`
}

/** Whether a probe of these files can be tried. */
export function isProbeable({ filesState }: Pick<ModelSummary, 'filesState'>): boolean {
  return filesState === 'present' || filesState === 'touched'
}
