import type { ModelSummary } from '../../engine/api/contract.ts'

/** What is told of files that cannot be probed as they are. */
export const filesStateText: Readonly<Record<Exclude<ModelSummary['filesState'], 'present'>, string>> = {
  missing: 'The file is no longer at this path.',
  changed: 'The file has changed since it was added.',
}
