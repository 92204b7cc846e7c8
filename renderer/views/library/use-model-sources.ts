import { useState } from 'react'
import { sourceModels } from '../../../core/model/source-models.ts'
import { bytesText, plural } from '../../../core/format/quantity.ts'
import type { ModelSource } from '../../../engine/api/contract.ts'
import type { OperationProgress } from '../../api/followed-operation.ts'
import { useCommand } from '../../api/queries.tsx'
import { useCancellableCall } from '../../api/use-cancellable-call.ts'

/** The models that other programs keep on this machine, and from which of them is added. */
export interface ModelSources {
  /** Undefined while they are looked for, and where that failed. */
  readonly sources: readonly ModelSource[] | undefined
  readonly progress: OperationProgress | null
  readonly isSearching: boolean
  readonly cancel: () => void
  readonly again: () => Promise<void>
  /** Of the search, or of keeping a refusal. */
  readonly error: Error | null
  readonly refuse: (source: ModelSource, isRefused: boolean) => void
  /** Ids of the sources with something new that are not refused. */
  readonly chosen: readonly string[]
  /** `Add 7 models (6.21 MB)`: what is new in the sources that are not refused, what several have once. */
  readonly addLabel: string
}

/** Looks for them when it is shown, and keeps in mind what is refused. */
export function useModelSources({ enabled = true }: { readonly enabled?: boolean } = {}): ModelSources {
  const { answer, error, isBusy, progress, cancel, again } = useCancellableCall('sources.find', {}, { enabled })
  const refusing = useCommand('sources.refuse')
  const [refused, setRefused] = useState<ReadonlyMap<string, boolean>>(new Map())
  const sources = answer?.output.map((source) => ({
    ...source,
    isRefused: refused.get(source.id) ?? source.isRefused,
  }))
  const open = sources?.filter(({ isRefused }) => !isRefused) ?? []
  const { fresh } = sourceModels(open)
  return {
    sources,
    progress,
    isSearching: isBusy,
    cancel,
    again: () => Promise.resolve(again()),
    error: error ?? refusing.error,
    refuse: ({ id }, isRefused) => {
      setRefused((before) => new Map(before).set(id, isRefused))
      refusing.mutate(
        { sourceIds: [id], isRefused },
        { onError: () => setRefused((before) => new Map(before).set(id, !isRefused)) },
      )
    },
    chosen: open.filter(({ models }) => models.some(({ isKnown }) => !isKnown)).map(({ id }) => id),
    addLabel: fresh.count === 0 ? 'Nothing to add' : `Add ${plural(fresh.count, 'model')} (${bytesText(fresh.bytes)})`,
  }
}
