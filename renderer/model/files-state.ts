import type { ModelSummary } from '../../engine/api/contract.ts'

/** What is told of files that do not look as they did when they were added. */
export const filesStateText: Readonly<Record<Exclude<ModelSummary['filesState'], 'present'>, string>> = {
  missing: 'The file is no longer at this path.',
  changed: 'The file has changed since it was added.',
  touched:
    'The file was written to or replaced since it was added. What it holds may be the same: a probe reads it first.',
}

/** Whether a probe of these files can be tried. */
export function isProbeable({ filesState }: Pick<ModelSummary, 'filesState'>): boolean {
  return filesState === 'present' || filesState === 'touched'
}
