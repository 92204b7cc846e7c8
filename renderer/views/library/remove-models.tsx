import type { ModelSummary } from '../../../engine/api/contract.ts'
import { plural } from '../../../core/format/quantity.ts'
import { useConnection } from '../../api/queries.tsx'
import { RemoveEach } from '../../components/remove-each.tsx'

/** Asks before models leave the library; says what goes with them. */
export function RemoveModels({
  models,
  onClose,
}: {
  readonly models: readonly ModelSummary[]
  readonly onClose: (removed: readonly string[]) => void
}) {
  const { api } = useConnection()
  return (
    <RemoveEach
      titleOf={(left) => `Remove ${left.length === 1 ? left[0]!.name : plural(left.length, 'model')}?`}
      items={models}
      remove={(modelId, group) => api.call('models.remove', { modelId, group })}
      onClose={onClose}
    >
      The files stay where they are. The stored probes of {models.length === 1 ? 'this model' : 'these models'} are
      removed from the database with the library entry.
    </RemoveEach>
  )
}
