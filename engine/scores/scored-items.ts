import type { BenchmarkItem } from '../../core/benchmark/item.ts'
import type { Inference } from '../../native/process/inference.ts'
import type { Agreement, LoadSettings } from '../../native/schemas/load-settings.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import { blockOfItem, itemBlocks } from '../../native/scoring/item-blocks.ts'
import { agreementsIn } from '../jobs/agreements.ts'
import type { BlockResults } from '../jobs/block-results.ts'
import type { Pieces, Settled } from '../jobs/pieces.ts'
import type { ProbeStore } from '../store/probe-store.ts'
import type { RunKey, RunStore } from '../store/run-store.ts'
import { givingTurns } from '../turns.ts'

type ItemResult = Parameters<RunStore['addItem']>[1]

/** The items of a benchmark that a run takes, as the pieces of a job. */
export class ScoredItems implements Pieces<ItemResult> {
  readonly noun = 'item'
  readonly stage = 'score'
  readonly load: LoadSettings & { readonly longestText: number }
  private readonly key: RunKey
  private readonly items: readonly BenchmarkItem[]
  private readonly stores: { readonly runs: RunStore; readonly probes: ProbeStore }
  private readonly byIndex: ReadonlyMap<number, BenchmarkItem>
  private readonly blocks: ReadonlyMap<number, readonly number[]>

  /**
   * @param items those of the benchmark up to the limit
   * @param bytes of the longest of their texts; see longestText
   */
  constructor(
    key: RunKey,
    items: readonly BenchmarkItem[],
    bytes: number,
    load: LoadSettings,
    stores: { readonly runs: RunStore; readonly probes: ProbeStore },
  ) {
    this.key = key
    this.items = items
    this.stores = stores
    this.load = { ...load, longestText: roundedUp(bytes) }
    this.byIndex = new Map(items.map((item) => [item.index, item]))
    this.blocks = new Map(
      itemBlocks(items).map((block) => [blockOfItem(block[0]!.index), block.map(({ index }) => index)]),
    )
  }

  agreements(): Agreement[] {
    const { probes, runs } = this.stores
    return agreementsIn([...probes.environments(this.key.modelId), ...runs.environments(this.key.modelId)])
  }

  settled(): Settled {
    const { runs } = this.stores
    const stored = runs.find(this.key)
    const settled = stored === undefined ? new Set<number>() : runs.settled(stored.id)
    return {
      missing: this.items.filter(({ index }) => !settled.has(index)).map(({ index }) => index),
      setAside: stored?.setAside ?? [],
      tooLong: stored === undefined ? 0 : runs.setAsideBy(stored.id, 'text-too-long'),
      asideReasons: stored?.asideReasons ?? [],
      done: stored?.done ?? 0,
    }
  }

  blockOf(item: number): readonly number[] {
    return this.blocks.get(blockOfItem(item)) ?? []
  }

  evaluate(
    inference: Inference,
    indices: readonly number[],
    results: BlockResults<ItemResult>,
    limits: { readonly signal: AbortSignal; readonly silence?: number },
  ): Promise<void> {
    return inference.score(
      indices.map((index) => ({
        index,
        choices: this.byIndex.get(index)!.choices.map(({ context, continuation }) => ({ context, continuation })),
      })),
      {
        ...limits,
        onItem: (result) => {
          results.land(result.index, result)
        },
      },
    )
  }

  store({ results }: BlockResults<ItemResult>, environment: SourceEnvironment): void {
    const { runs } = this.stores
    runs.inOneStep(() => {
      const runId = this.runId()
      for (const { result, milliseconds } of results) runs.addItem(runId, result, environment, milliseconds)
    })
  }

  setAside(item: number, failure: string, message: string): void {
    this.stores.runs.setAside(this.runId(), item, failure, message)
  }

  takeBack(indices: readonly number[]): void {
    this.stores.runs.takeBack(this.runId(), indices)
  }

  /** The run, which is stored where it was not yet. */
  private runId(): number {
    return this.stores.runs.open(this.key, this.items.length)
  }
}

/** The next power of two, at least 256: benchmarks of about the same lengths then share a loaded model. */
function roundedUp(bytes: number): number {
  return Math.max(256, 2 ** Math.ceil(Math.log2(bytes)))
}

/** UTF-8 bytes of the longest text of context and continuation. Throws the signal's reason on abort. */
export async function longestText(items: readonly BenchmarkItem[], signal: AbortSignal): Promise<number> {
  const giveTurn = givingTurns(signal)
  let longest = 1
  for (const { choices } of items) {
    let context = ''
    let bytes = 0
    for (const choice of choices) {
      // Choices mostly share a context.
      if (choice.context !== context) {
        context = choice.context
        bytes = Buffer.byteLength(context)
      }
      longest = Math.max(longest, bytes + Buffer.byteLength(choice.continuation))
    }
    await giveTurn()
  }
  return longest
}
