import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PrefixSchedule } from '../../../native/scoring/prefix-schedule.ts'
import { type PrefixNode, prefixTree } from '../../../native/scoring/prefix-tree.ts'
import type { PromptRequest } from '../../../native/scoring/prompt-scorer.ts'

const request: fc.Arbitrary<PromptRequest> = fc
  .array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 9 })
  .chain((tokens) => fc.integer({ min: 1, max: tokens.length - 1 }).map((from) => ({ tokens, from })))
const requests = fc.array(request, { minLength: 1, maxLength: 14 })

function path(node: PrefixNode): number[] {
  return [...(node.parent === null ? [] : path(node.parent)), ...node.tokens]
}

describe('prefix tree', () => {
  test('shares contexts, examples, and prompts that differ in their last token only', () => {
    const nodes = prefixTree([
      { tokens: [1, 2, 3, 4], from: 3 },
      { tokens: [1, 2, 3, 5], from: 3 },
      { tokens: [1, 2, 6, 7, 8], from: 2 },
    ])
    expect(
      nodes.map(({ start, tokens, requests, ends, firstOutput }) => ({ start, tokens, requests, ends, firstOutput })),
    ).toEqual([
      { start: 0, tokens: [1, 2], requests: [0, 1, 2], ends: [], firstOutput: 1 },
      { start: 2, tokens: [3], requests: [0, 1], ends: [0, 1], firstOutput: 0 },
      { start: 2, tokens: [6, 7], requests: [2], ends: [2], firstOutput: 0 },
    ])
  })

  test('holds every request without its last token, and every prefix once', () => {
    fc.assert(
      fc.property(requests, (asked) => {
        const nodes = prefixTree(asked)
        const ends = nodes.flatMap((node) => node.ends.map((index) => ({ index, tokens: path(node) })))
        expect(ends.sort((left, right) => left.index - right.index).map(({ tokens }) => tokens)).toEqual(
          asked.map(({ tokens }) => tokens.slice(0, -1)),
        )
        const prefixes = new Set(
          asked.flatMap(({ tokens }) => tokens.slice(0, -1).map((_, last) => tokens.slice(0, last + 1).join())),
        )
        expect(nodes.reduce((sum, { tokens }) => sum + tokens.length, 0)).toBe(prefixes.size)
        const places = new Map(nodes.map((node, index) => [node, index]))
        for (const [place, node] of nodes.entries())
          if (node.parent !== null) expect(places.get(node.parent)!).toBeLessThan(place)
        for (const node of nodes) {
          const wanted = node.tokens.map((_, at) =>
            node.requests.some((index) => node.start + at + 1 >= asked[index]!.from),
          )
          expect(wanted.map((_, at) => at >= node.firstOutput)).toEqual(wanted)
        }
      }),
    )
  })
})

describe('prefix schedule', () => {
  test('evaluates every token once after what precedes it, within batch, cells and sequences', () => {
    fc.assert(
      fc.property(
        requests,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(12),
        fc.nat(6),
        (asked, batchTokens, moreCells, moreSequences) => {
          const nodes = prefixTree(asked)
          const longest = Math.max(...nodes.map((node) => path(node).length))
          const depth = (node: PrefixNode): number => (node.parent === null ? 1 : 1 + depth(node.parent))
          const limits = {
            batchTokens,
            cells: longest + moreCells,
            sequences: Math.max(...nodes.map(depth)) + moreSequences,
          }
          const schedule = new PrefixSchedule(nodes, limits)
          const done = new Map<PrefixNode, number>()
          const held = new Set<PrefixNode>()
          for (let parts = schedule.next(); parts.length > 0; parts = schedule.next()) {
            expect(parts.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThanOrEqual(batchTokens)
            for (const { node, from, to } of parts) {
              expect(from).toBe(done.get(node) ?? 0)
              expect(to).toBeGreaterThan(from)
              if (node.parent !== null) expect(done.get(node.parent)).toBe(node.parent.tokens.length)
              held.add(node)
            }
            expect([...held].reduce((sum, { tokens }) => sum + tokens.length, 0)).toBeLessThanOrEqual(limits.cells)
            expect(held.size).toBeLessThanOrEqual(limits.sequences)
            for (const { node, to } of parts) done.set(node, to)
            schedule.evaluated(parts, (node) => expect(held.delete(node)).toBe(true))
          }
          expect(held.size).toBe(0)
          for (const node of nodes) expect(done.get(node)).toBe(node.tokens.length)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('fills batches where there is room', () => {
    const asked = Array.from({ length: 40 }, (_, question) =>
      [0, 1, 2, 3].map((choice) => ({ tokens: [9, 9, question, 50 + question, choice, choice, choice], from: 4 })),
    ).flat()
    const schedule = new PrefixSchedule(prefixTree(asked), { batchTokens: 32, cells: 400, sequences: 100 })
    const sizes: number[] = []
    for (let parts = schedule.next(); parts.length > 0; parts = schedule.next()) {
      sizes.push(parts.reduce((sum, { from, to }) => sum + to - from, 0))
      schedule.evaluated(parts, () => undefined)
    }
    const tokens = 2 + 40 * 2 + 160 * 2
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(tokens)
    // The shared beginning goes alone, and the end may leave batches that are not full.
    expect(sizes.length).toBeLessThanOrEqual(Math.ceil(tokens / 32) + 3)
  })

  test('refuses what a context cannot hold', () => {
    const nodes = prefixTree([
      { tokens: [1, 2, 3], from: 1 },
      { tokens: [1, 4, 3], from: 1 },
    ])
    expect(() => new PrefixSchedule(nodes, { batchTokens: 4, cells: 1, sequences: 4 })).toThrow(
      'expected paths of at most 1 token, found one of 2',
    )
    expect(() => new PrefixSchedule(nodes, { batchTokens: 4, cells: 8, sequences: 1 })).toThrow(
      'expected at most 1 stretches on a path, found 2',
    )
  })
})
