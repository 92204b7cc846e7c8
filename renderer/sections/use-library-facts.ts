import { useMemo } from 'react'
import { useCall } from '../api/queries.tsx'
import { useComparison } from '../views/comparison/use-comparison.ts'
import type { Known, LibraryFacts } from './subject.ts'

interface Call<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly refetch: () => Promise<unknown>
}

function known<T>({ data, error }: Call<T>): Known<T> {
  return data ?? error ?? undefined
}

interface LibraryCall {
  /** Undefined while the models are not known. */
  readonly library: LibraryFacts | undefined
  /** Why the models could not be read. */
  readonly error: Error | null
  /** Asks again for what could not be had. */
  readonly refetch: () => Promise<unknown>
}

/** What is known of the library, each part as soon as it is there. */
export function useLibraryFacts(): LibraryCall {
  const models = useCall('models.list', {})
  const sketched = useCall('lineage.sketched', {})
  const probes = useCall('probes.list', {})
  const scores = useCall('scores.table', {})
  const comparison = useComparison()
  const all = models.data
  const readIds = known(sketched)
  const knownProbes = known(probes)
  const knownScores = known(scores)
  const library = useMemo((): LibraryFacts | undefined => {
    if (all === undefined) return undefined
    const read = readIds === undefined || readIds instanceof Error ? readIds : new Set(readIds.modelIds)
    return { models: all, read, probes: knownProbes, comparison, scores: knownScores }
  }, [all, readIds, knownProbes, comparison, knownScores])
  const refetch = async (): Promise<void> => {
    const calls: readonly Call<unknown>[] = [models, sketched, probes, scores]
    await Promise.all(calls.filter(({ error }) => error !== null).map((call) => call.refetch()))
    if (comparison.state === 'failed') comparison.retry()
  }
  return { library, error: models.error, refetch }
}
