import type { BenchmarkSummary } from '../../../engine/api/contract.ts'
import { useCommand } from '../../api/queries.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/states.tsx'

/** Asks before a benchmark goes with its runs. */
export function RemoveBenchmark({
  benchmark,
  onClose,
}: {
  readonly benchmark: BenchmarkSummary
  readonly onClose: () => void
}) {
  const remove = useCommand('benchmarks.remove')
  return (
    <Dialog
      title={`Remove ${benchmark.name}?`}
      role="alertdialog"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose} autoFocus>
            Keep
          </Button>
          <Button
            look="danger"
            isDisabled={remove.isPending}
            onPress={() => remove.mutate({ benchmarkId: benchmark.id }, { onSuccess: onClose })}
          >
            Remove
          </Button>
        </>
      }
    >
      <p>Its runs and the scores measured by them go too.</p>
      {remove.error === null ? null : <Notice tone="danger">{remove.error.message}</Notice>}
    </Dialog>
  )
}
