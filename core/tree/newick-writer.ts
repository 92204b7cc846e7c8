import { printable } from '../format/printable.ts'
import { supportInComment, supportInLabel } from './newick-support.ts'
import { isTip } from './tree.ts'
import type { Tree, TreeNode } from './tree.ts'

export interface NewickStyle {
  /** Significant digits of lengths and support values; default: as many as it takes to read the same number back. */
  readonly digits?: number
  /** False leaves comments out. Default true. */
  readonly comments?: boolean
}

/**
 * A label that every reader takes as it is: no blanks, no punctuation of the format, no underscore (readers may turn it
 * into a blank).
 */
const plainLabel = /^[^\s\p{Cc}()[\]{}'":;,_=]+$/u

/**
 * A tree in Newick format (Felsenstein and others 1986, Olsen 1990), ending with a semicolon, without a line break at
 * the end.
 *
 * Names that need it stand in single quotes, a quote inside doubled. The support of an unnamed inner node stands in
 * its label's place, as most programs expect; beside a name, at a tip, or beside a comment that tells support, it is
 * the comment `[&support=0.9]`. An inner node whose name reads as support is quoted. Square brackets inside a comment
 * become round ones where one would end it. `parseNewick` reads all of it back, but for characters of names that
 * cannot be seen (controls, marks of direction): these are written as escapes.
 *
 * @throws RangeError where a length or support value is not finite
 */
export function writeNewick(tree: Tree, { digits, comments = true }: NewickStyle = {}): string {
  const parts: string[] = []
  const stack: (TreeNode | string)[] = [tree]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') {
      parts.push(next)
    } else if (isTip(next)) {
      parts.push(annotation(next, digits, comments))
    } else {
      parts.push('(')
      stack.push(`)${annotation(next, digits, comments)}`)
      for (let i = next.children.length - 1; i >= 0; i--) {
        stack.push(next.children[i]!)
        if (i > 0) stack.push(',')
      }
    }
  }
  return `${parts.join('')};`
}

/** What stands behind a node's children: label, comments, length. */
function annotation(node: TreeNode, digits: number | undefined, comments: boolean): string {
  const inner = !isTip(node)
  let text = ''
  if (node.name !== undefined) text += label(node.name, inner)
  if (node.support !== undefined) {
    const support = number(node.support, 'support', node, digits)
    // A comment that tells another support would go before one in the label's place.
    const isPlain = inner && node.name === undefined && supportInComment(node.comment ?? '') === undefined
    text += isPlain ? support : `[&support=${support}]`
  }
  if (comments && node.comment !== undefined) text += `[${printable(enclosable(node.comment))}]`
  if (node.length !== undefined) text += `:${number(node.length, 'length', node, digits)}`
  return text
}

function enclosable(comment: string): string {
  return comment.includes(']') ? comment.replaceAll('[', '(').replaceAll(']', ')') : comment
}

function label(text: string, inner: boolean): string {
  const name = printable(text)
  if (plainLabel.test(name) && !(inner && supportInLabel(name) !== undefined)) return name
  return `'${name.replaceAll("'", "''")}'`
}

function number(value: number, what: string, node: TreeNode, digits: number | undefined): string {
  if (!Number.isFinite(value))
    throw new RangeError(`Newick: expected a finite ${what} at ${node.name ?? 'an unnamed node'}, found ${value}`)
  return String(digits === undefined ? value : Number(value.toPrecision(digits)))
}
