import { useMemo } from 'react'
import { plural } from '../../../core/format/quantity.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useComparisonSettings } from '../../app/use-route.ts'
import type { ModelChoice } from '../comparison/comparison-bar.tsx'
import type { Comparison } from '../comparison/use-comparison.ts'

export interface CombinedModels {
  /** The models of the tree; null: all that are probed or whose weights are read. */
  readonly modelIds: readonly string[] | null
  /** Those of them whose weights are read, and those whose are not. */
  readonly read: readonly ModelSummary[]
  readonly unread: readonly ModelSummary[]
  /** Whether it is known which weights are read, and why not. */
  readonly isKnown: boolean
  readonly error: Error | null
  readonly retry: () => void
  readonly choice: ModelChoice | undefined
}

/**
 * The models of a tree with lineages inside of families: those chosen, else all that are probed or read.
 *
 * @param enabled whether such a tree is asked for
 */
export function useCombinedModels(comparison: Comparison, enabled: boolean): CombinedModels {
  const sketched = useCall('lineage.sketched', {}, { enabled })
  const [{ models: asked }] = useComparisonSettings()
  const taken = useMemo(() => {
    if (comparison.state !== 'ready') return { modelIds: null, read: [], unread: [], choice: undefined }
    const { models, scope } = comparison
    const whole = new Set(sketched.data?.modelIds ?? [])
    const shown =
      asked.length > 0
        ? models.filter(({ id }) => asked.includes(id))
        : models.filter(({ id }) => whole.has(id) || scope.chosen.modelIds.includes(id))
    const modelIds = shown.map(({ id }) => id)
    return {
      modelIds: asked.length > 0 ? modelIds : null,
      read: shown.filter(({ id }) => whole.has(id)),
      unread: shown.filter(({ id }) => !whole.has(id)),
      choice: {
        models,
        note: 'Models that are probed are joined by behaviour; those whose weights are read have lineages.',
        chosen: modelIds,
        text:
          asked.length > 0
            ? `${shown.length} of ${plural(models.length, 'model')}`
            : `All ${shown.length} probed or read`,
      },
    }
  }, [comparison, sketched.data, asked])
  return {
    ...taken,
    isKnown: sketched.data !== undefined,
    error: sketched.error,
    retry: () => void sketched.refetch(),
  }
}
