import { useMemo } from 'react'
import { useCall } from '../api/queries.tsx'
import { chiefMetrics } from './chief-scores.ts'

/** The metric that each benchmark of the library is reported with, by its name; none while they are not known. */
export function useChiefMetrics(): ReadonlyMap<string, string> {
  const benchmarks = useCall('benchmarks.list', {}).data
  const tasks = useCall('benchmarks.tasks', {}).data
  return useMemo(() => chiefMetrics(benchmarks ?? [], tasks ?? []), [benchmarks, tasks])
}
