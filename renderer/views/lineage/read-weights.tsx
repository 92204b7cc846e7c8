import { bytesText, plural } from '../../../core/format/quantity.ts'
import type { ModelSummary } from '../../../engine/api/contract.ts'
import type { useCancellableCommand } from '../../api/use-cancellable-call.ts'
import { Button } from '../../components/button.tsx'
import { OperationProgress } from '../../components/operation-progress.tsx'
import { Notice } from '../../components/states.tsx'
import { isProbeable } from '../../model/files-state.ts'

export type ReadingWeights = ReturnType<typeof useCancellableCommand<'lineage.sketch'>>

interface WeightsToReadProps {
  readonly unread: readonly ModelSummary[]
  readonly reading: ReadingWeights
}

/** The button that reads the weights of models, with how much that is. */
export function ReadButton({ unread, reading, isMain = false }: WeightsToReadProps & { readonly isMain?: boolean }) {
  const readable = unread.filter(isProbeable)
  const size = bytesText(readable.reduce((sum, model) => sum + model.size, 0))
  return (
    <Button
      look={isMain ? 'primary' : 'plain'}
      isDisabled={readable.length === 0}
      onPress={() => reading.mutate({ modelIds: readable.map(({ id }) => id) })}
    >
      {isMain ? `Read the weights of ${plural(readable.length, 'model')} (${size})` : `Read them (${size})`}
    </Button>
  )
}

/** Of models whose weights are not read: that, how far the reading is, and which of them could not be read. */
export function WeightsToRead({ unread, reading, hasButton }: WeightsToReadProps & { readonly hasButton: boolean }) {
  const failed = (reading.data?.models ?? []).filter(({ failure }) => failure !== null)
  const gone = unread.filter((model) => !isProbeable(model))
  return (
    <>
      {reading.isPending ? (
        <OperationProgress label="Reading weights" progress={reading.progress} onCancel={reading.cancel} />
      ) : unread.length > 0 && hasButton ? (
        <Notice tone="info" action={<ReadButton unread={unread} reading={reading} />}>
          The weights of {plural(unread.length, 'model')} are not read
          {gone.length === 0 ? '' : `, ${gone.length} of them because the file is not there as it was`}.
        </Notice>
      ) : null}
      {failed.map(({ modelId, modelName, failure }) => (
        <Notice key={modelId} tone="warning">
          {modelName}: {failure}
        </Notice>
      ))}
      {reading.error === null ? null : <Notice tone="danger">{reading.error.message}</Notice>}
    </>
  )
}
