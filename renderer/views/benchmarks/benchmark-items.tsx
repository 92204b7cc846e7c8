import type { BenchmarkSummary } from '../../../engine/api/contract.ts'
import { useKeptCall } from '../../api/queries.tsx'
import { useViewSettings } from '../../app/use-route.ts'
import { benchmarksView } from './benchmarks-settings.ts'
import { LoadingState, UnansweredState } from '../../components/states.tsx'
import { ItemChoices } from './item-choices.tsx'
import { Pager, pageSize } from './pager.tsx'
import styles from './benchmarks.module.css'

/** The items as a model is asked them, with the task's usual examples in front. */
export function BenchmarkItems({ benchmark }: { readonly benchmark: BenchmarkSummary }) {
  const [{ from }, change] = useViewSettings(benchmarksView)
  const page = useKeptCall('benchmarks.items', { benchmarkId: benchmark.id, seed: 0, from, count: pageSize })
  if (page.isPending) return <LoadingState label="Reading the items" />
  if (page.data === undefined) return <UnansweredState title="The items could not be read" call={page} />
  const { input, output } = page.data
  return (
    <div className={styles['items']} aria-busy={page.isPlaceholderData}>
      <Pager from={input.from} total={output.total} onChange={(next) => change({ from: next })} />
      {output.items.map((item) => (
        <ItemChoices key={item.index} {...item} />
      ))}
    </div>
  )
}
