import { InferenceError } from '../process/inference.ts'
import { encodeChoice, type EncodedChoice } from './encode-choice.ts'
import { itemBlocks } from './item-blocks.ts'
import type { PromptOptions, PromptScorer, PromptScores } from './prompt-scorer.ts'

/** What the choices of an item got, in order. */
export interface ScoredChoice extends PromptScores {
  readonly cutTokens: number
}

interface ScorableItem {
  readonly index: number
  readonly choices: readonly { readonly context: string; readonly continuation: string }[]
}

interface Block {
  readonly items: readonly ScorableItem[]
  readonly requests: readonly EncodedChoice[]
  /** Per request: index of its item in the block, and of its choice in the item. */
  readonly owners: readonly { readonly item: number; readonly choice: number }[]
}

function encodeItem(
  scorer: PromptScorer,
  { index, choices }: ScorableItem,
  choice: number,
  contextLengths: Map<string, number>,
): EncodedChoice {
  try {
    return encodeChoice(scorer, choices[choice]!, contextLengths)
  } catch (error) {
    if (!(error instanceof InferenceError)) throw error
    throw new InferenceError(`item ${index}, choice ${choice}: ${error.message}`, {
      failure: error.failure,
      stage: error.stage,
    })
  }
}

function encodeBlock(scorer: PromptScorer, items: readonly ScorableItem[]): Block {
  const contextLengths = new Map<string, number>()
  const owners = items.flatMap(({ choices }, item) => choices.map((_, choice) => ({ item, choice })))
  return {
    items,
    owners,
    requests: owners.map(({ item, choice }) => encodeItem(scorer, items[item]!, choice, contextLengths)),
  }
}

/**
 * Scores the choices of items, one block after another (see item-blocks.ts); `onItem` is called once per item, as soon
 * as all of its choices are done.
 */
export async function scoreItems(
  scorer: PromptScorer,
  items: readonly ScorableItem[],
  { onItem, ...options }: PromptOptions & { readonly onItem: (index: number, choices: ScoredChoice[]) => void },
): Promise<void> {
  const blocks = itemBlocks(items)
  let next = blocks[0] === undefined ? undefined : encodeBlock(scorer, blocks[0])
  for (const at of blocks.keys()) {
    options.signal?.throwIfAborted()
    const block = next!
    const open = block.items.map(({ choices }) => ({
      left: choices.length,
      choices: new Array<ScoredChoice>(choices.length),
    }))
    const scoring = scorer.score(
      block.requests,
      (index, { logProbabilities, greedy }) => {
        const { item, choice } = block.owners[index]!
        const of = open[item]!
        of.choices[choice] = { logProbabilities, greedy, cutTokens: block.requests[index]!.cutTokens }
        if (--of.left === 0) onItem(block.items[item]!.index, of.choices)
      },
      options,
    )
    // The engine decodes off this thread; the next block is encoded meanwhile.
    try {
      next = blocks[at + 1] === undefined ? undefined : encodeBlock(scorer, blocks[at + 1]!)
    } finally {
      await scoring
    }
  }
}
