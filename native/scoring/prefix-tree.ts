import type { PromptRequest } from './prompt-scorer.ts'

/** A stretch of tokens that the same requests share; its children follow it. */
export interface PrefixNode {
  readonly parent: PrefixNode | null
  /** Place of the first token in the requests. */
  readonly start: number
  readonly tokens: readonly number[]
  readonly children: readonly PrefixNode[]
  /** Requests (indices) that pass through, ascending. */
  readonly requests: readonly number[]
  /** Indices into `requests` of the tree of those that end with this stretch. */
  readonly ends: readonly number[]
  /** First index into `tokens` after which a log-probability is wanted; tokens.length where none is. */
  readonly firstOutput: number
}

/**
 * The tokens of many requests (each without its last token) as a radix tree: what requests share at the start is one
 * stretch, so it is evaluated once. Choices of one question share its context, questions of a benchmark their examples,
 * and requests that differ only in their last token (the letters of MMLU) are one path.
 *
 * Nodes are in preorder, children in the order of their first requests.
 */
export function prefixTree(requests: readonly PromptRequest[]): PrefixNode[] {
  const nodes: PrefixNode[] = []
  // Iterative: a benchmark may nest as deeply as one of its texts is long.
  const open: { parent: PrefixNode | null; siblings: PrefixNode[]; start: number; members: readonly number[] }[] = []
  for (const members of byToken(requests, requests.keys(), 0).reverse())
    open.push({ parent: null, siblings: [], start: 0, members })
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { parent, siblings, start, members } = next
    const end = sharedEnd(requests, members, start)
    const first = requests[members[0]!]!
    const children: PrefixNode[] = []
    const ends = members.filter((index) => requests[index]!.tokens.length - 1 === end)
    const scored = Math.min(...members.map((index) => requests[index]!.from - 1))
    const node: PrefixNode = {
      parent,
      start,
      tokens: first.tokens.slice(start, end),
      children,
      requests: members,
      ends,
      firstOutput: Math.min(end, Math.max(start, scored)) - start,
    }
    siblings.push(node)
    nodes.push(node)
    const longer = members.filter((index) => requests[index]!.tokens.length - 1 > end)
    for (const group of byToken(requests, longer, end).reverse())
      open.push({ parent: node, siblings: children, start: end, members: group })
  }
  return nodes
}

/** Requests in groups with the same token at `position`. */
function byToken(requests: readonly PromptRequest[], members: Iterable<number>, position: number): number[][] {
  const groups = new Map<number, number[]>()
  for (const index of members) {
    const token = requests[index]!.tokens[position]!
    const group = groups.get(token)
    if (group === undefined) groups.set(token, [index])
    else group.push(index)
  }
  return [...groups.values()]
}

/** The position up to which all members agree from `start` on and none has ended. */
function sharedEnd(requests: readonly PromptRequest[], members: readonly number[], start: number): number {
  const first = requests[members[0]!]!.tokens
  let end = first.length - 1
  for (const index of members) {
    const { tokens } = requests[index]!
    let position = start + 1
    const most = Math.min(end, tokens.length - 1)
    while (position < most && tokens[position] === first[position]) position++
    end = Math.min(end, position)
  }
  return end
}
