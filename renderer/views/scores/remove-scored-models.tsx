import type { ScoredModel } from '../../../engine/api/scores-contract.ts'
import { plural } from '../../../core/format/quantity.ts'
import { useConnection } from '../../api/queries.tsx'
import { RemoveEach } from '../../components/remove-each.tsx'

/** Asks before scored models go with their scores. */
export function RemoveScoredModels({
  models,
  onClose,
}: {
  readonly models: readonly ScoredModel[]
  readonly onClose: (removed: readonly string[]) => void
}) {
  const { api } = useConnection()
  return (
    <RemoveEach
      titleOf={(left) => `Remove ${plural(left.length, 'model')} from the scores?`}
      items={models}
      remove={(scoredModelId, group) => api.call('scores.removeModel', { scoredModelId, group })}
      onClose={onClose}
    >
      Their typed and imported scores go. Models of the library stay, and so do their benchmark runs.
    </RemoveEach>
  )
}
