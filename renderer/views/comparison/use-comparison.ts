import { useMemo } from 'react'
import type { CallInput, GenomeSummary, ModelSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useComparisonSettings } from '../../app/use-route.ts'
import { comparisonScope, type ComparisonScope } from './comparison-scope.ts'

export type Comparison =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: Error; readonly retry: () => void }
  | { readonly state: 'no-models' }
  | {
      readonly state: 'no-probes'
      readonly models: readonly ModelSummary[]
      readonly genomes: readonly GenomeSummary[]
    }
  | {
      readonly state: 'ready'
      readonly scope: ComparisonScope
      readonly request: CallInput<'analysis.distances'>
      readonly models: readonly ModelSummary[]
      readonly genomes: readonly GenomeSummary[]
    }

/** What is compared, from the comparison that is held and what has been probed. */
export function useComparison(): Comparison {
  const models = useCall('models.list', {})
  const genomes = useCall('genomes.list', {})
  const probes = useCall('probes.list', {})
  const [settings] = useComparisonSettings()
  return useMemo<Comparison>(() => {
    if (models.data === undefined || genomes.data === undefined || probes.data === undefined) {
      const failed = [models, genomes, probes].find((query) => query.error !== null)
      if (failed === undefined || failed.error === null) return { state: 'loading' }
      return {
        state: 'failed',
        error: failed.error,
        retry: () => void Promise.all([models.refetch(), genomes.refetch(), probes.refetch()]),
      }
    }
    if (models.data.length === 0) return { state: 'no-models' }
    const scope = comparisonScope(settings, genomes.data, probes.data, models.data)
    if (scope === null) return { state: 'no-probes', models: models.data, genomes: genomes.data }
    const request = {
      genomeId: scope.genome.id,
      rule: scope.chosen.rule,
      measure: scope.measure,
      ...(scope.isSubset ? { modelIds: [...scope.modelIds] } : {}),
    }
    return { state: 'ready', scope, request, models: models.data, genomes: genomes.data }
  }, [models, genomes, probes, settings])
}
