import { plural } from '../../core/format/quantity.ts'
import type { PrefixNode } from './prefix-tree.ts'

/** What a context can hold. */
export interface ScheduleLimits {
  /** Tokens of one batch. */
  readonly batchTokens: number
  readonly sequences: number
  /** Tokens that all sequences together hold. */
  readonly cells: number
}

/** A part of a node's tokens that goes into the next batch: tokens[from] to tokens[to - 1]. */
export interface ScheduledPart {
  readonly node: PrefixNode
  readonly from: number
  readonly to: number
}

interface Progress {
  done: number
  /** Children that have not been finished with all that follows them. */
  openChildren: number
}

/**
 * Decides which stretches of a prefix tree share the next batch. Batches are filled in preorder, so that what is
 * evaluated is soon finished and few tokens are held at a time; attention goes over all tokens that are held. A stretch
 * is begun ahead of its turn only while enough room is left for the longest path of the tree, so the one whose turn it
 * is always fits.
 */
export class PrefixSchedule {
  readonly #limits: ScheduleLimits
  readonly #order: ReadonlyMap<PrefixNode, number>
  readonly #progress = new Map<PrefixNode, Progress>()
  /** Nodes whose parents are evaluated and which are not, in preorder. */
  readonly #ready: PrefixNode[]
  readonly #longest: number
  readonly #deepest: number
  #heldCells = 0
  #heldNodes = 0

  /** `nodes` in preorder. Errors where a path is longer than the cells or deeper than the sequences. */
  constructor(nodes: readonly PrefixNode[], limits: ScheduleLimits) {
    this.#limits = limits
    this.#order = new Map(nodes.map((node, index) => [node, index]))
    this.#ready = nodes.filter((node) => node.parent === null)
    const depths = new Map<PrefixNode, number>()
    let longest = 0
    let deepest = 0
    for (const node of nodes) {
      const depth = (node.parent === null ? 0 : depths.get(node.parent)!) + 1
      depths.set(node, depth)
      longest = Math.max(longest, node.start + node.tokens.length)
      deepest = Math.max(deepest, depth)
    }
    if (longest > limits.cells)
      throw new Error(`expected paths of at most ${plural(limits.cells, 'token')}, found one of ${longest}`)
    if (deepest > limits.sequences)
      throw new Error(`expected at most ${limits.sequences} stretches on a path, found ${deepest}`)
    this.#longest = longest
    this.#deepest = deepest
  }

  /** The parts of the next batch in order, at most `batchTokens` tokens in all; empty where everything is evaluated. */
  next(): ScheduledPart[] {
    const parts: ScheduledPart[] = []
    let tokensLeft = this.#limits.batchTokens
    for (const [index, node] of this.#ready.entries()) {
      if (tokensLeft === 0) break
      let progress = this.#progress.get(node)
      if (progress === undefined) {
        if (index > 0 && !this.#fits(node)) break
        progress = { done: 0, openChildren: node.children.length }
        this.#progress.set(node, progress)
        this.#heldCells += node.tokens.length
        this.#heldNodes += 1
      }
      const to = Math.min(node.tokens.length, progress.done + tokensLeft)
      parts.push({ node, from: progress.done, to })
      tokensLeft -= to - progress.done
    }
    return parts
  }

  #fits(node: PrefixNode): boolean {
    return (
      this.#heldCells + node.tokens.length + this.#longest <= this.#limits.cells &&
      this.#heldNodes + 1 + this.#deepest <= this.#limits.sequences
    )
  }

  /** Takes note that the parts were evaluated. `onFinished` is told of each node that nothing will follow any more. */
  evaluated(parts: readonly ScheduledPart[], onFinished: (node: PrefixNode) => void): void {
    for (const { node, to } of parts) {
      this.#progress.get(node)!.done = to
      if (to < node.tokens.length) continue
      this.#ready.splice(this.#ready.indexOf(node), 1)
      if (node.children.length === 0) this.#finish(node, onFinished)
      else this.#makeReady(node.children)
    }
  }

  #makeReady(children: readonly PrefixNode[]): void {
    const order = this.#order.get(children[0]!)!
    // All in the subtree of the node just evaluated come before whatever else is ready behind it.
    let at = this.#ready.findIndex((node) => this.#order.get(node)! > order)
    if (at < 0) at = this.#ready.length
    this.#ready.splice(at, 0, ...children)
  }

  #finish(node: PrefixNode, onFinished: (node: PrefixNode) => void): void {
    for (let at: PrefixNode | null = node; at !== null; at = at.parent) {
      this.#heldCells -= at.tokens.length
      this.#heldNodes -= 1
      onFinished(at)
      if (at.parent === null || --this.#progress.get(at.parent)!.openChildren > 0) return
    }
  }
}
