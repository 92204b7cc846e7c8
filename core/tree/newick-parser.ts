import { countText, plural } from '../format/quantity.ts'
import { NewickError } from './newick-error.ts'
import { newickNumber, supportInComment, supportInLabel, supportInWrittenComment } from './newick-support.ts'
import type { Tree, TreeNode } from './tree.ts'

export interface NewickLimits {
  /** Longest text, in UTF-16 code units. Default 20,000,000. */
  readonly maxLength?: number
  /** Most parentheses open at once. Default 100,000. */
  readonly maxDepth?: number
  /** Most nodes. Default 1,000,000. */
  readonly maxNodes?: number
}

/** A node while it is being read. */
interface Draft {
  name?: string
  length?: number
  comment?: string
  children: TreeNode[]
  /** Support by where it is told: in `[&support=…]`, in another comment, in the label's place. */
  stated?: number
  commented?: number | undefined
  labelled?: number
}

function finished({ stated, commented, labelled, ...node }: Draft): TreeNode {
  const support = stated ?? (node.children.length > 0 ? (commented ?? labelled) : undefined)
  return support === undefined ? node : { ...node, support }
}

/** Ends a label or number outside quotes. */
const delimiter = /[\s()[\]':;,]/g
const space = /\s*/y

/**
 * Reads one tree in Newick format. The semicolon at its end may be missing where a parenthesis closes the tree.
 *
 * * Labels: plain, or in single or double quotes with the same quote doubled inside. A plain label keeps its
 *   underscores.
 * * A plain label of an inner node that is a number is its support, on the scale of the text (see `supportScale`); so
 *   are `98%` and the first of `98/97`. Every other label is a name. Comments at inner nodes tell support too
 *   (`supportInComment`); then a number in the label's place only numbers the node. `[&support=0.9]` goes before both,
 *   at tips too.
 * * Comments `[...]` may stand anywhere; several of one node are joined with a blank. They cannot be nested.
 * * Lengths may be negative and in scientific notation. Names, lengths and children may be missing: `(,);` has two
 *   unnamed tips.
 *
 * The text is untrusted: length, depth and number of nodes are bounded, and nothing recurses.
 *
 * @throws NewickError with position, what was expected and what was found
 */
export function parseNewick(text: string, limits: NewickLimits = {}): Tree {
  const { maxLength = 20_000_000, maxDepth = 100_000, maxNodes = 1_000_000 } = limits
  if (text.length > maxLength)
    throw new NewickError(text.slice(0, 0), 0, `at most ${plural(maxLength, 'character')}`, countText(text.length))

  if (/^\s*#nexus/i.test(text)) throw new NewickError(text, 0, 'a tree in Newick format', 'a NEXUS file')

  const open: Draft[] = []
  let node: Draft = { children: [] }
  let nodes = 1
  let at = 0
  // What the current node already has; each may come once, in this order.
  let stage: 'start' | 'closed' | 'labelled' | 'measured' = 'start'

  const fail = (position: number, expected: string, found = describe(text, position)): never => {
    throw new NewickError(text, position, expected, found)
  }
  const skipSpace = (): void => {
    space.lastIndex = at
    space.exec(text)
    at = space.lastIndex
  }
  const readPlain = (): string => {
    delimiter.lastIndex = at
    const end = delimiter.exec(text)?.index ?? text.length
    const plain = text.slice(at, end)
    at = end
    return plain
  }
  const readQuoted = (quote: string): string => {
    const start = at
    let content = ''
    for (at++; ; ) {
      const end = text.indexOf(quote, at)
      if (end < 0) return fail(start, `a closing ${quote} for the label that begins here`, 'end of text')
      content += text.slice(at, end)
      at = end + 1
      if (text[at] !== quote) return content
      content += quote
      at++
    }
  }
  const readComment = (): void => {
    const end = text.indexOf(']', at)
    if (end < 0) fail(at, 'a closing ] for the comment that begins here', 'end of text')
    const comment = text.slice(at + 1, end)
    at = end + 1
    const support = supportInWrittenComment(comment)
    if (support === undefined) {
      node.comment = node.comment === undefined ? comment : `${node.comment} ${comment}`
      node.commented ??= supportInComment(comment)
    } else node.stated = support
  }
  const readLength = (): void => {
    at++
    for (skipSpace(); text[at] === '['; skipSpace()) readComment()
    const start = at
    const plain = readPlain()
    const length = newickNumber(plain)
    if (length === undefined)
      return fail(start, 'a finite branch length after ":"', plain === '' ? describe(text, start) : quoted(plain))
    node.length = length
  }
  const newNode = (): void => {
    if (++nodes > maxNodes) fail(at, `at most ${maxNodes} nodes`, 'more')
    node = { children: [] }
    stage = 'start'
  }
  const expectation = (): string => {
    const after = open.length > 0 ? '"," or ")"' : '";"'
    if (stage === 'measured') return after
    if (stage === 'labelled') return `":" or ${after}`
    if (stage === 'closed') return `a label, ":" or ${after}`
    return `"(", a label, ":" or ${after}`
  }

  for (;;) {
    skipSpace()
    const here = text[at]
    if (here === '[') {
      readComment()
    } else if (here === '(' && stage === 'start') {
      if (open.length >= maxDepth) fail(at, `at most ${maxDepth} parentheses open at once`, 'one more')
      at++
      open.push(node)
      newNode()
    } else if (here === ',' && open.length > 0) {
      at++
      open.at(-1)!.children.push(finished(node))
      newNode()
    } else if (here === ')' && open.length > 0) {
      at++
      const parent = open.pop()!
      parent.children.push(finished(node))
      node = parent
      stage = 'closed'
    } else if (here === ':' && stage !== 'measured') {
      readLength()
      stage = 'measured'
    } else if (open.length === 0 && (here === ';' || (here === undefined && node.children.length > 0))) {
      break
    } else if ((here === "'" || here === '"') && (stage === 'start' || stage === 'closed')) {
      node.name = readQuoted(here)
      stage = 'labelled'
    } else if (here !== undefined && !"(),:;]'".includes(here) && (stage === 'start' || stage === 'closed')) {
      const plain = readPlain()
      const support = stage === 'closed' ? supportInLabel(plain) : undefined
      if (support === undefined) node.name = plain
      else node.labelled = support
      stage = 'labelled'
    } else {
      fail(at, expectation())
    }
  }

  if (text[at] === ';') at++
  for (skipSpace(); text[at] === '['; skipSpace()) {
    const end = text.indexOf(']', at)
    if (end < 0) fail(at, 'a closing ] for the comment that begins here', 'end of text')
    at = end + 1
  }
  if (at < text.length) fail(at, 'nothing after ";"')
  return finished(node)
}

function describe(text: string, position: number): string {
  const point = text.codePointAt(position)
  return point === undefined ? 'end of text' : quoted(String.fromCodePoint(point))
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
