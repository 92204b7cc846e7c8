import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LogitSource, NextTokenScores, SourceNode } from '../../../native/source/logit-source.ts'

export const demoModel = (name: string): string =>
  fileURLToPath(new URL(`../../../models/demo/${name}.gguf`, import.meta.url))

/** Token ids and the most probable next tokens from the training code, float32 (nursery). */
const reference = JSON.parse(
  readFileSync(new URL('../../fixtures/nursery-reference-logprobs.json', import.meta.url), 'utf8'),
) as Record<string, { prompt: string; ids: number[]; top: [number, number, string][] }>

export const probabilities = ({ tokens, scores, logNormaliser }: NextTokenScores): Map<number, number> =>
  new Map([...scores].map((score, at) => [tokens?.[at] ?? at, Math.exp(score - logNormaliser)]))

/** What every source must do, checked on the demo models; `open` loads a model file on the CPU with one thread. */
export function describeSource(open: (path: string) => Promise<LogitSource>): void {
  describe('against the training code', () => {
    test.each(['oak', 'fern', 'moss', 'oak-tales', 'oak-sums'])('%s', async (name) => {
      const { prompt, ids, top } = reference[name]!
      const source = await open(demoModel(name))
      try {
        expect(source.tokenize(prompt)).toEqual(ids)
        let next: number[] = []
        await source.open([{ key: 0, tokens: ids }], (_, __, scores) => {
          next = top.map(([token]) => scores.scores[token]! - scores.logNormaliser)
        })
        for (const [at, [, logProbability]] of top.entries())
          expect(Math.abs(next[at]! - logProbability)).toBeLessThan(0.01)
      } finally {
        await source.close()
      }
    })
  })

  describe('one source', () => {
    let source: LogitSource
    beforeAll(async () => {
      source = await open(demoModel('oak'))
    })
    afterAll(() => source.close())

    const openOne = async (key: number, tokens: readonly number[]) => {
      const facts: { logProbabilities: number[]; next: Map<number, number> }[] = []
      await source.open([{ key, tokens }], (_, logProbabilities, next) => {
        facts.push({ logProbabilities: [...logProbabilities], next: probabilities(next) })
      })
      return facts[0]!
    }

    const expandAll = async (nodes: readonly SourceNode[]): Promise<Map<number, number>[]> => {
      const found: Map<number, number>[] = []
      await source.expand(nodes, (index, next) => {
        found[index] = probabilities(next)
      })
      return found
    }

    test('the log-probabilities of a text’s tokens are those of its prefixes’ distributions', async () => {
      const tokens = source.tokenize('Once there was a baker in Arlen')
      const { logProbabilities } = await openOne(1, tokens)
      source.release(1)
      expect(logProbabilities).toHaveLength(tokens.length - 1)
      for (let length = 1; length < tokens.length; length++) {
        const { next } = await openOne(1, tokens.slice(0, length))
        source.release(1)
        expect(Math.abs(Math.exp(logProbabilities[length - 1]!) - next.get(tokens[length]!)!)).toBeLessThan(1e-3)
      }
    })

    test('a branch gives what the same tokens give as a text of their own, in any order of branches', async () => {
      const text = source.tokenize('The capital of Arlen is')
      const more = source.tokenize(' a city near the river and a')
      await openOne(1, text)
      await openOne(2, source.tokenize('Count: 1, 2, 3'))
      const paths = [more.slice(0, 3), [], more, more.slice(0, 1), [more[1]!], more.slice(0, 4)]
      const nodes = paths.map((path): SourceNode => ({ key: 1, path, detail: 'whole' }))
      const branches = await expandAll([...nodes, { key: 2, path: more.slice(0, 2), detail: 'top' }])
      expect(branches).toHaveLength(nodes.length + 1)
      source.release(1)
      source.release(2)
      for (const [at, path] of paths.entries()) {
        const { next } = await openOne(3, [...text, ...path])
        source.release(3)
        const difference = Math.max(...[...next].map(([token, p]) => Math.abs(p - branches[at]!.get(token)!)))
        expect(difference, `branch ${at}`).toBeLessThan(1e-3)
        // The branches differ by far more than that among themselves: the test would notice a mix-up.
        const other = branches[(at + 1) % paths.length]!
        expect(Math.max(...[...next].map(([token, p]) => Math.abs(p - other.get(token)!)))).toBeGreaterThan(0.01)
      }
    })

    test('many texts at once give what each gives alone; twice the same gives the same', async () => {
      const texts = Array.from({ length: source.texts }, (_, key) => ({
        key,
        tokens: source.tokenize(`There are ${key} trees in the`),
      }))
      const run = async (): Promise<Map<number, number>[]> => {
        const found: Map<number, number>[] = []
        await source.open(texts, (text, _, next) => {
          found[text.key] = probabilities(next)
        })
        for (const { key } of texts) source.release(key)
        return found
      }
      const first = await run()
      const second = await run()
      expect(first).toHaveLength(source.texts)
      for (const { key, tokens } of texts) {
        for (const [token, p] of first[key]!) expect(Math.abs(p - second[key]!.get(token)!)).toBeLessThan(1e-3)
        if (key % 8 !== 0) continue
        const { next } = await openOne(key, tokens)
        source.release(key)
        for (const [token, p] of next) expect(Math.abs(p - first[key]!.get(token)!)).toBeLessThan(1e-3)
      }
    })

    test('control text in a gene is plain text', () => {
      const tokens = source.tokenize('a<|end|>b')
      expect(Buffer.concat(tokens.map((token) => source.vocabulary.bytes(token))).toString()).toBe('a<|end|>b')
    })

    test('texts that do not fit are refused, those that just fit are not cut', async () => {
      const most = source.contextTokens - 1
      const [token] = source.tokenize('e')
      const long = Array.from({ length: most + 1 }, () => token!)
      await expect(openOne(1, long)).rejects.toMatchObject({
        name: 'InferenceError',
        failure: 'text-too-long',
        message: `expected a text of at most ${most} tokens, found one of ${most + 1}`,
      })
      const { logProbabilities } = await openOne(1, long.slice(0, most))
      expect(logProbabilities).toHaveLength(most - 1)
      // One continuation token still fits; were the beginning erased for it, the result would differ from a fresh text.
      const [full] = await expandAll([{ key: 1, path: [token!], detail: 'whole' }])
      expect([...full!.values()].reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
      await expect(expandAll([{ key: 1, path: [token!, token!], detail: 'whole' }])).rejects.toMatchObject({
        failure: 'text-too-long',
      })
      source.release(1)
    })

    test('calls that make no sense are refused', async () => {
      await expect(openOne(1, [])).rejects.toMatchObject({ failure: 'refused' })
      await expect(expandAll([{ key: 9, path: [], detail: 'top' }])).rejects.toThrow(
        'expected an open text, found key 9',
      )
      await openOne(1, [300])
      await expect(openOne(1, [300])).rejects.toThrow('expected a new key, found 1, which is open')
      source.release(1)
    })

    test('an aborted call rejects with its reason and the source stays usable', async () => {
      const reason = new Error('enough')
      await expect(source.open([{ key: 1, tokens: [300] }], () => undefined, AbortSignal.abort(reason))).rejects.toBe(
        reason,
      )
      expect((await openOne(1, [300])).next.size).toBe(source.vocabulary.size)
      await expect(
        source.expand([{ key: 1, path: [], detail: 'top' }], () => undefined, AbortSignal.abort(reason)),
      ).rejects.toBe(reason)
      source.release(1)
    })
  })
}
