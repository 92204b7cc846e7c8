import { describe, expect, test } from 'vitest'
import type { Tree } from '../../../engine/api/contract.ts'
import type { LongCall } from '../../../renderer/api/use-cancellable-call.ts'
import { supportedTree } from '../../../renderer/views/tree/use-supported-tree.ts'

type Call = LongCall<'analysis.tree'>

const still: Call = {
  answer: undefined,
  isCurrent: false,
  error: null,
  isBusy: false,
  isCancelled: true,
  progress: null,
  cancel: () => undefined,
  again: () => undefined,
}

function treeOf(length: number, replicates: number): Tree {
  const tip = (name: string) => ({ parent: 0, modelId: name, name, length, support: null })
  const root = { parent: null, modelId: null, name: null, length: null, support: null }
  return { nodes: [root, tip('a'), tip('b')], replicates } as unknown as Tree
}

const answerOf = (output: Tree) => ({ input: { measure: 'nei' }, output }) as unknown as NonNullable<Call['answer']>
const drawn = (length = 1): Call => ({
  ...still,
  answer: answerOf(treeOf(length, 0)),
  isCurrent: true,
  isCancelled: false,
})
const supported = (length = 1): Call => ({ ...drawn(), answer: answerOf(treeOf(length, 100)) })
const busy: Call = { ...still, isBusy: true, isCancelled: false }
const failed: Call = { ...still, error: new Error('no such thing'), isCancelled: false }

describe('a tree and its supports', () => {
  test('the tree is shown while its supports are on their way', () => {
    expect(supportedTree(drawn(), busy)).toMatchObject({
      answer: { output: { replicates: 0 } },
      isDrawn: true,
      isSupported: false,
      isTreeBusy: false,
      isSupportBusy: true,
      isCancelled: false,
    })
  })

  test('where only the supports fail, the tree is the one asked for, and that is said of the supports alone', () => {
    expect(supportedTree(drawn(), failed)).toMatchObject({
      answer: { output: { replicates: 0 } },
      error: null,
      supportError: failed.error,
      isDrawn: true,
      isSupportBusy: false,
      isCancelled: false,
    })
  })

  test('where the tree fails, its supports are not said to have failed beside it', () => {
    expect(supportedTree(failed, failed)).toMatchObject({ answer: undefined, error: failed.error, supportError: null })
  })

  test('nothing is said to be on its way after a cancel, whatever is shown', () => {
    const before: Call = { ...still, answer: answerOf(treeOf(2, 0)) }
    expect(supportedTree(before, before)).toMatchObject({
      answer: { output: { replicates: 0 } },
      isTreeBusy: false,
      isSupportBusy: false,
      isCancelled: true,
    })
    expect(supportedTree(drawn(), still)).toMatchObject({ isDrawn: true, isTreeBusy: false, isCancelled: true })
  })

  test('supports from before stay on the same tree, and not on another', () => {
    const before: Call = { ...supported(), isCurrent: false, isBusy: true }
    expect(supportedTree(drawn(1), before).answer!.output.replicates).toBe(100)
    expect(supportedTree(drawn(2), before).answer!.output.replicates).toBe(0)
  })
})
