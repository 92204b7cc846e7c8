import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { textTree } from '../../../core/layout/text-tree.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { tipNames } from '../tree/tip-names.ts'
import { arbitraryNamedTree, arbitraryUnrootedTree } from '../tree/arbitrary-trees.ts'
import { caterpillar } from '../tree/path-lengths.ts'

const draw = (text: string, style?: Parameters<typeof textTree>[1]) => textTree(parseNewick(text), style).split('\n')

describe('a tree as text', () => {
  test('to scale, with support and a scale bar', () => {
    expect(draw('((oak:4,oak-code:1)0.98:2,fern:6,(moss:2,moss-code:-1)0.5:1);', { width: 30 })).toEqual([
      // Three columns per unit: 30 columns less the longest name, a blank, the line's last column and one kept free.
      '      ┌──────────── oak',
      '┌─────┤ 98%',
      '│     └─── oak-code',
      '│',
      '├────────────────── fern',
      '│',
      '│  ┌────── moss',
      '└──┤ 50%',
      '   └── moss-code',
      '',
      '├──┤ 1',
    ])
  })

  test('without lengths: tips in one column', () => {
    expect(draw('((a,b)0.7,(c,(d,e)));', { width: 30, lengths: false, support: false })).toEqual([
      '                ┌──────── a',
      '┌───────────────┤',
      '│               └──────── b',
      '│',
      '│       ┌──────────────── c',
      '└───────┤',
      '        │       ┌──────── d',
      '        └───────┤',
      '                └──────── e',
    ])
  })

  test('one tip, two tips, an inner node with a name', () => {
    expect(draw('a;')).toEqual(['a'])
    expect(draw('(a,b)root;', { lengths: false, width: 20 })).toEqual(['┌──────── a', '│ root', '└──────── b'])
  })

  test('what cannot be seen is written as an escape, long names are cut in the middle', () => {
    const text = textTree(
      {
        children: [
          { name: '\u001b[31mred\nline\u202e\u00ad', children: [] },
          { name: 'x'.repeat(80), children: [] },
        ],
      },
      { width: 72 },
    )
    expect(text.split('\n')).toHaveLength(3)
    expect(text).toContain('\\u{1b}[31mred\\nline\\u{202e}\\u{ad}')
    expect(text).toContain(`${'x'.repeat(18)}…${'x'.repeat(17)}`)
  })

  test('names that are cut stay distinct', () => {
    const names = ['Q4_K_M', 'Q5_K_M', 'Q8_0'].map((type) => `Meta-Llama-3.1-8B-Instruct-abliterated-${type}`)
    const text = textTree({ children: names.map((name) => ({ name, children: [] })) }, { width: 40 })
    const tips = text.split('\n').flatMap((line) => /─ (.*)$/.exec(line)?.[1] ?? [])
    expect(tips).toEqual(['Meta-Llama…ed-Q4_K_M', 'Meta-Llama…ed-Q5_K_M', 'Meta-Llama…ated-Q8_0'])
  })

  test('refuses a width it cannot use', () => {
    for (const width of [0, 19, 40.5, NaN])
      expect(() => draw('(a,b);', { width })).toThrow(`expected an integer of at least 20, found ${width}`)
  })

  /** Reads the drawing back: from each tip's line to the left and along the uprights, the columns where it branches. */
  function drawnSplits(lines: readonly string[], names: readonly string[]): string[] {
    const at = (row: number, column: number): string => lines[row]?.[column] ?? ' '
    const groups = new Map<string, Set<string>>()
    for (const name of names) {
      let row = lines.findIndex((line) => line.endsWith(` ${name}`))
      let column = lines[row]!.length - name.length - 2
      for (;;) {
        while (at(row, column) === '─') column--
        if (!'┌├└'.includes(at(row, column)))
          throw new Error(`${name}: unexpected ${at(row, column)} at ${row}, ${column}\n${lines.join('\n')}`)
        // The upright's node: the row with ┤, or for the root the only upright in the first column.
        let top = row
        while ('├│┤└'.includes(at(top, column)) && at(top, column) !== '┌') top--
        let bottom = top + 1
        while (at(bottom, column) !== '└') bottom++
        const key = `${column}:${top}-${bottom}`
        groups.set(key, (groups.get(key) ?? new Set()).add(name))
        let node = -1
        for (let r = top; r <= bottom; r++) if (at(r, column) === '┤') node = r
        if (node < 0) break
        row = node
        column--
      }
    }
    return [...groups.values()].map((group) => [...group].sort().join()).sort()
  }

  test('laws of any tree: every tip on its line, lines within the width, and the drawing says what the tree says', () => {
    const trees = fc.oneof(
      arbitraryUnrootedTree({ leastTips: 2, mostTips: 20 }),
      arbitraryNamedTree.filter((tree) => tree.children.length > 0),
    )
    fc.assert(
      fc.property(trees, fc.integer({ min: 60, max: 120 }), fc.boolean(), (tree, width, lengths) => {
        const names = tipNames(tree)
        const lines = textTree(tree, { width, lengths }).split('\n')
        const rows = lines.slice(0, 2 * names.length - 1)
        names.forEach((name, i) => expect(rows[2 * i]!.endsWith(` ${name}`)).toBe(true))
        const levels = Math.max(...listNodes(tree).map(({ depth }) => depth))
        if (2 * levels + 10 < width) for (const line of lines) expect([...line].length).toBeLessThanOrEqual(width)
        for (const line of lines) expect(line).toBe(line.trimEnd())
        const expected = listNodes(tree).flatMap(({ node }) =>
          node.children.length > 0 ? [[...tipNames(node)].sort().join()] : [],
        )
        expect(drawnSplits(rows, names)).toEqual(expected.sort())
      }),
      { numRuns: 200 },
    )
  })

  test('branches are drawn in proportion where there is room', () => {
    const lines = draw('(a:10,b:20,c:40);', { width: 60 })
    const dashes = lines.map((line) => line.split('─').length - 1)
    expect(dashes[2]! / dashes[0]!).toBeCloseTo(2, 0)
    expect(dashes[4]! / dashes[0]!).toBeCloseTo(4, 0)
    // The bar of 10 is as long as the branch of 10, both ends included.
    expect(lines.at(-1)).toMatch(/^├─+┤ 10$/)
    expect(lines.at(-1)!.indexOf('┤')).toBe(lines[0]!.lastIndexOf('─'))
  })

  test('a deep tree becomes wider than asked, not wrong', () => {
    const lines = textTree(caterpillar(200), { width: 40 }).split('\n')
    expect(lines[0]!.endsWith(' t0')).toBe(true)
    expect(lines[0]!.length).toBeGreaterThan(398)
  })
})
