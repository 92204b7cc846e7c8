import type { BenchmarkSummary } from '../../../engine/api/contract.ts'
import { useCall } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { benchmarksView } from './benchmarks-settings.ts'
import { ErrorState, LoadingState } from '../../components/states.tsx'
import { ItemChoices } from './item-choices.tsx'
import { Pager, pageSize } from './pager.tsx'
import styles from './benchmarks.module.css'

/** The items as a model is asked them, with the task's usual examples in front. */
export function BenchmarkItems({ benchmark }: { readonly benchmark: BenchmarkSummary }) {
  const [{ from }, change] = useViewSettings(benchmarksView)
  const page = useCall(
    'benchmarks.items',
    { benchmarkId: benchmark.id, seed: 0, from, count: pageSize },
    { keep: true },
  )
  if (page.isPending) return <LoadingState label="Reading the items" />
  if (page.data === undefined)
    return (
      <ErrorState
        title="The items could not be read"
        error={page.error ?? new Error('No answer.')}
        onRetry={() => void page.refetch()}
      />
    )
  return (
    <div className={styles['items']}>
      <Pager from={from} total={page.data.total} onChange={(next) => change({ from: next })} />
      {page.data.items.map((item) => (
        <ItemChoices key={item.index} {...item} />
      ))}
    </div>
  )
}
