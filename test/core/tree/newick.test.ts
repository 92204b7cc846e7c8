import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../../../core/format/printable.ts'
import { NewickError } from '../../../core/tree/newick-error.ts'
import { parseNewick } from '../../../core/tree/newick-parser.ts'
import { supportInComment } from '../../../core/tree/newick-support.ts'
import { supportScale } from '../../../core/tree/support-scale.ts'
import { decimalCommas } from '../../../core/tree/decimal-commas.ts'
import { writeNewick } from '../../../core/tree/newick-writer.ts'
import { listNodes } from '../../../core/tree/tree.ts'
import { tipNames } from './tip-names.ts'
import type { Tree, TreeNode } from '../../../core/tree/tree.ts'
import { caterpillar } from './path-lengths.ts'

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('(', ')', '[', ']', "'", '"', ',', ':', ';', '_', ' ', '\t', '\n', 'a', 'é', '字', '🦉'),
    maxLength: 12,
  }),
  fc.constantFrom('', '12', '-1e3', '0.95', '98%', '98/97', "''", 'Homo sapiens', 'moss-Q4_0', '\ufeff', '\u00a0'),
)
const anyNumber = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1e-300, -2.5e-9, 5e-324, 1e21, -3))
  // Newick has no negative zero.
  .map((value) => value + 0)
const anyComment = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('98', ' 7 %', '&label=98', '&posterior=0.93,height=1', '&&NHX:B=88', '&&NHX:S=a:B=1', '&R'),
)
/**
 * Inner nodes with one to three children; each field present or not. Left out are comments that hold a closing bracket,
 * and such as say a support that the node does not have.
 */
const anyTree = fc.letrec<{ tree: TreeNode }>((tie) => ({
  tree: fc
    .record(
      {
        name: anyName,
        length: anyNumber,
        support: anyNumber,
        comment: anyComment.filter((text) => !text.includes(']') && !text.startsWith('&support=')),
        children: fc.oneof(
          { depthSize: 'small', withCrossShrink: true },
          fc.constant([]),
          fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
        ),
      },
      { requiredKeys: ['children'] },
    )
    .map(({ comment, ...node }) => {
      const said = supportInComment(comment ?? '')
      const isUnheard = said !== undefined && node.support === undefined && node.children.length > 0
      return comment === undefined || isUnheard ? node : { ...node, comment }
    }),
})).tree

describe('Newick', () => {
  /** The tree with what cannot be seen in names and comments as escapes. */
  const seen = ({ name, comment, children, ...node }: Tree): Tree => ({
    ...node,
    ...(name === undefined ? {} : { name: printable(name) }),
    ...(comment === undefined ? {} : { comment: printable(comment) }),
    children: children.map(seen),
  })

  test('any tree that is written reads back the same, but for what cannot be seen', () => {
    fc.assert(
      fc.property(anyTree, (tree) => void expect(parseNewick(writeNewick(tree))).toEqual(seen(tree))),
      { numRuns: 1000 },
    )
  })

  test('blanks and line breaks between the parts change nothing', () => {
    const text = `(('A b':0.1,B[note]:2e-3)0.9:1,C)root;`
    const spaced = " \n( ( 'A b' : 0.1 ,\tB [note] : 2e-3 ) 0.9 : 1\r\n, C ) root ; \n"
    expect(parseNewick(spaced)).toEqual(parseNewick(text))
  })

  test('reads the parts of a tree', () => {
    expect(
      parseNewick(
        '[&R] ((a:.5,\'it\'\'s (b)\':-1.5E-2)0.75[inner]:+3,"d ""e"""[&support=0.5],, under_score)\'12\'[x][y];',
      ),
    ).toEqual({
      name: '12',
      comment: '&R x y',
      children: [
        {
          support: 0.75,
          comment: 'inner',
          length: 3,
          children: [
            { name: 'a', length: 0.5, children: [] },
            { name: "it's (b)", length: -0.015, children: [] },
          ],
        },
        { name: 'd "e"', support: 0.5, children: [] },
        { children: [] },
        { name: 'under_score', children: [] },
      ],
    })
  })

  test('trees without names, without lengths, of one node', () => {
    expect(parseNewick(';')).toEqual({ children: [] })
    expect(parseNewick('A;')).toEqual({ name: 'A', children: [] })
    expect(parseNewick('(,);')).toEqual({ children: [{ children: [] }, { children: [] }] })
    expect(parseNewick('(((A)));').children[0]!.children[0]!.children[0]!.name).toBe('A')
  })

  test('a number is a name at a tip and support at an inner node', () => {
    expect(parseNewick('(7,8)9;')).toEqual({
      support: 9,
      children: [
        { name: '7', children: [] },
        { name: '8', children: [] },
      ],
    })
  })

  test.each([
    ['((a:1,b:1)98:1,c:1);', 98, 100],
    ['((a:1,b:1):1[98],c:1);', 98, 100],
    ['((a:1,b:1)1[98]:1,c:1);', 98, 100],
    ['((a:1,b:1)98/97:1,c:1);', 98, 100],
    ['((a:1,b:1)0.98/97/1:1,c:1);', 0.98, 1],
    ['((a:1,b:1)100%:1,c:1);', 100, 100],
    ['((a:1,b:1)[&label=98]:1,c:1);', 98, 100],
    ['((a:1,b:1)[&height=7,!bootstrap="98"]:1,c:1);', 98, 100],
    ['((a:1,b:1)[&posterior=0.93,height=1]:1,c:1);', 0.93, 1],
    ['((a:1,b:1)[&prob=9.3e-01,prob_stddev=0.1]:1,c:1);', 0.93, 1],
    ['((a:1,b:1):1[&&NHX:B=88],c:1);', 88, 100],
    ['((a:1,b:1):1[&&NHX:S=oak:B=88:D=N],c:1);', 88, 100],
    ['((a:1,b:1)0.98:1,c:1);', 0.98, 1],
    ['((a:1,b:1)1200:1,c:1);', 1200, undefined],
    ['((a:1,b:1)-5:1,c:1);', -5, undefined],
    ['((a:1,b:1)ancestor:1,c:1);', undefined, 1],
    ["((a:1,b:1)'98':1,c:1);", undefined, 1],
    ['((a:1,b:1)[&height=98]:1,c:1);', undefined, 1],
    ['[&R] ((a:1,b:1)98:1,c:1);', 98, 100],
    ['[250] ((a:1,b:1)0.98:1,c:1);', 0.98, 1],
  ])('support as programs write it: %s', (text, support, scale) => {
    const tree = parseNewick(text)
    expect([tree.children[0]!.support, supportScale(tree)]).toEqual([support, scale])
    expect(parseNewick(writeNewick(tree))).toEqual(tree)
  })

  test('the semicolon may be missing behind a closed tree, lengths may be negative or tiny', () => {
    expect(parseNewick('(a:-2,b:1.0E-22)')).toEqual({
      children: [
        { name: 'a', length: -2, children: [] },
        { name: 'b', length: 1e-22, children: [] },
      ],
    })
    expect(parseNewick('(a,(b,c)98)\n[made by hand]')).toEqual(parseNewick('(a,(b,c)98)[made by hand];'))
  })

  test('numbers as tips behind whole lengths look like decimal commas', () => {
    expect(decimalCommas(parseNewick('((a:0,15,b:2,5)98:0,3,c:1,0);'))).toEqual(['0,3', '1,0', '0,15', '2,5'])
    expect(decimalCommas(parseNewick('((a:0.15,7:1):1,8,c:1,d);'))).toEqual(['1,8'])
    expect(decimalCommas(parseNewick('((a:0.15,7:1):1.5,8,c:1,d);'))).toEqual([])
  })

  test('writes names so that other programs read them', () => {
    const tree = {
      children: [
        { name: 'moss-Q4_0', children: [] },
        { name: 'plain-1.5B', children: [] },
        { name: "o'ak", children: [] },
      ],
    }
    expect(writeNewick(tree)).toBe("('moss-Q4_0',plain-1.5B,'o''ak');")
  })

  test('writes support, digits and comments as asked', () => {
    const tree: TreeNode = {
      children: [
        { name: 'a', length: 0.123456789, comment: 'x [y]', children: [] },
        { support: 0.98765, length: 1e-9, children: [{ name: 'b', children: [] }] },
        { name: 'c', support: 1, children: [{ name: '5', children: [] }] },
      ],
    }
    expect(writeNewick(tree)).toBe('(a[x (y)]:0.123456789,(b)0.98765:1e-9,(5)c[&support=1]);')
    expect(writeNewick(tree, { digits: 3, comments: false })).toBe('(a:0.123,(b)0.988:1e-9,(5)c[&support=1]);')
    expect(() => writeNewick({ name: 'a', length: NaN, children: [] })).toThrow(
      'expected a finite length at a, found NaN',
    )
    expect(() => writeNewick({ support: Infinity, children: [] })).toThrow(
      'expected a finite support at an unnamed node, found Infinity',
    )
  })

  test.each([
    ['', 0, 'end of text', 'line 1, column 1: expected "(", a label, ":" or ";", found end of text'],
    ['(a,b', 4, 'end of text', 'expected ":" or "," or ")", found end of text'],
    ['a', 1, 'end of text', 'expected ":" or ";"'],
    ['#NEXUS\nbegin trees;', 0, 'a NEXUS file', 'line 1, column 1: expected a tree in Newick format'],
    ['(a,b));', 5, '")"', 'expected a label, ":" or ";"'],
    ['(a,\n b c);', 7, '"c"', 'line 2, column 4: expected ":" or "," or ")"'],
    ['a,b;', 1, '","', 'expected ":" or ";"'],
    ['(a:x);', 3, '"x"', 'expected a finite branch length after ":"'],
    ['(a:);', 3, '")"', 'expected a finite branch length'],
    ['(a:1e999);', 3, '"1e999"', 'expected a finite branch length'],
    ['(a:NaN);', 3, '"NaN"', 'expected a finite branch length'],
    ['(a:0x10);', 3, '"0x10"', 'expected a finite branch length'],
    ['(a:1:2);', 4, '":"', 'expected "," or ")"'],
    ["('a,b);", 1, 'end of text', "expected a closing ' for the label that begins here"],
    ['(a[b);', 2, 'end of text', 'expected a closing ] for the comment that begins here'],
    ['(a]b);', 2, '"]"', 'expected ":" or "," or ")"'],
    ["(a'b');", 2, '"\'"', 'expected ":" or "," or ")"'],
    ['(a,b)(c,d);', 5, '"("', 'expected a label, ":" or ";"'],
    ['(a,b);🦉', 6, '"🦉"', 'expected nothing after ";"'],
  ])('refuses %j', (text, position, found, message) => {
    const error = thrown(() => parseNewick(text))
    expect(error).toBeInstanceOf(NewickError)
    expect(error).toMatchObject({ position, found })
    expect((error as Error).message).toContain(message)
  })

  test('refuses what is beyond its limits', () => {
    expect(() => parseNewick('((a));', { maxDepth: 1 })).toThrow('expected at most 1 parentheses open at once')
    expect(parseNewick('((a));', { maxDepth: 2 }).children).toHaveLength(1)
    expect(() => parseNewick('(a,b,c);', { maxNodes: 3 })).toThrow('expected at most 3 nodes')
    expect(parseNewick('(a,b,c);', { maxNodes: 4 }).children).toHaveLength(3)
    expect(() => parseNewick('(abcdefg);', { maxLength: 5 })).toThrow('expected at most 5 characters, found 10')
    expect(() => parseNewick('('.repeat(200_000))).toThrow('expected at most 100000 parentheses')
  })

  test('any text is read or refused with a NewickError', () => {
    const pieces = fc.array(
      fc.constantFrom('(', ')', ',', ':', ';', "'", '"', '[', ']', 'a', '1', '1e', ' ', '&support=', '_'),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          const tree = parseNewick(parts.join(''))
          expect(parseNewick(writeNewick(tree))).toEqual(tree)
        } catch (error) {
          if (!(error instanceof NewickError)) throw error
          expect(error.position).toBeLessThanOrEqual(parts.join('').length)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('reads and writes caterpillars of thousands of tips', () => {
    const tree = caterpillar(20_000)
    const text = writeNewick(tree)
    const read = parseNewick(text)
    expect(listNodes(read)).toHaveLength(39_999)
    expect(tipNames(read)[19_999]).toBe('t19999')
    expect(writeNewick(read)).toBe(text)
  })
})

function thrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
