import type { ProposedMatch } from '../../engine/api/scores-contract.ts'
import { formatTable } from './table.ts'

/** Which scored model may be which model of the library, and why. */
export function matchTable(
  matches: readonly Pick<ProposedMatch, 'scoredModelName' | 'modelName' | 'reason'>[],
): string {
  return formatTable(
    [{ title: 'scored model' }, { title: 'model of the library' }, { title: 'by' }],
    matches.map(({ scoredModelName, modelName, reason }) => [scoredModelName, modelName, reason]),
  )
}
