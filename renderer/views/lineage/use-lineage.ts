import { useMemo } from 'react'
import type { CallInput, ModelSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useCancellableCall, type LongCall } from '../../api/use-cancellable-call.ts'
import { useComparison } from '../comparison/use-comparison.ts'

export interface LineageOfModels {
  /** Undefined while it is not known which models there are and which are read. */
  readonly models: readonly ModelSummary[] | undefined
  /** Those of the models whose weights are read, and those whose are not. */
  readonly read: readonly ModelSummary[]
  readonly unread: readonly ModelSummary[]
  /** Why that is not known. */
  readonly error: Error | null
  readonly retry: () => void
  readonly call: LongCall<'analysis.lineage'>
}

/** Fewest models of which a lineage says something. */
export const fewestModels = 2

/**
 * The lineage of some models, all of the library where none are named, as far as their weights are read. Probes of the
 * genome that is compared by tell which models compute the same.
 */
export function useLineage(asked: readonly string[]): LineageOfModels {
  const models = useCall('models.list', {})
  const sketched = useCall('lineage.sketched', {})
  const comparison = useComparison()
  const known = models.data !== undefined && sketched.data !== undefined
  const { shown, read, unread } = useMemo(() => {
    const shown = (models.data ?? []).filter(({ id }) => asked.length === 0 || asked.includes(id))
    const whole = new Set(sketched.data?.modelIds ?? [])
    const isRead = ({ id }: ModelSummary): boolean => whole.has(id)
    return { shown, read: shown.filter(isRead), unread: shown.filter((model) => !isRead(model)) }
  }, [models.data, sketched.data, asked])
  const input = useMemo((): CallInput<'analysis.lineage'> => {
    const probes =
      comparison.state === 'ready' ? { genomeId: comparison.request.genomeId, rule: comparison.request.rule } : {}
    return { modelIds: read.map(({ id }) => id), ...probes }
  }, [read, comparison])
  const call = useCancellableCall('analysis.lineage', input, {
    enabled: known && read.length >= fewestModels && comparison.state !== 'loading',
  })
  return {
    models: known ? shown : undefined,
    read,
    unread,
    error: models.error ?? sketched.error,
    retry: () => void Promise.all([models.refetch(), sketched.refetch()]),
    call,
  }
}

/** Asks for the lineage of the whole library. */
export const everyModel: readonly string[] = []
