import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { populationBound } from '../../core/population/population-bound.ts'
import { decodeGeneResult } from '../../../core/population/population-codec.ts'
import type { GeneResult } from '../../../core/population/population.ts'
import { similarityMatrix } from '../../../core/similarity/similarity-matrix.ts'
import { similarityTerms } from '../../../bench/terms-in-memory.ts'
import { expandGenes } from '../../../native/expansion/expand-genes.ts'
import { defaultProbeSettings, type ProbeSettings } from '../../../core/population/probe-settings.ts'
import { InferenceError, type ProbeGene } from '../../../native/process/inference.ts'
import type { LogitSource } from '../../../native/source/logit-source.ts'
import {
  createMarkovSource,
  enumerate,
  multiByteTokens,
  whiteSpaceTokens,
  type MarkovOptions,
  type MarkovSource,
  type MarkovToken,
} from './markov-source.ts'

const settings = (changes: Partial<ProbeSettings>): ProbeSettings => ({
  ...defaultProbeSettings,
  chars: 3,
  maxNodes: 20_000,
  maxDepth: 400,
  ...changes,
})
const genesOf = (...texts: string[]): ProbeGene[] => texts.map((text, index) => ({ index, text }))

async function expand(
  source: LogitSource,
  genes: readonly ProbeGene[],
  changes: Partial<ProbeSettings> = {},
): Promise<GeneResult[]> {
  const results: GeneResult[] = []
  await expandGenes(source, genes, settings(changes), {
    onGene: (index, record) => (results[index] = decodeGeneResult(record)),
  })
  return results
}

function squares(p: Iterable<number>): number {
  let sum = 0
  for (const value of p) sum += value * value
  return sum
}

function probability(result: GeneResult, key: string): number {
  return result.alleles.find(({ text, end }) => `${text}|${end}` === key)?.p ?? 0
}

/** The residue that can fall on an allele. */
function room(result: GeneResult, key: string): number {
  const text = key.slice(0, key.lastIndexOf('|'))
  return result.residue.reduce((sum, { prefix, p }) => sum + (text.startsWith(prefix) ? p : 0), 0)
}

/** What must hold of any result of a gene whose true distribution is known. */
function expectTrue(result: GeneResult, truth: ReadonlyMap<string, number>, chars: number, slack = 1e-12): void {
  const total = [...result.alleles, ...result.residue].reduce((sum, { p }) => sum + p, 0)
  expect(total).toBeCloseTo(1, 12)
  expect(result.unresolved).toBeCloseTo(
    result.residue.reduce((sum, { p }) => sum + p, 0),
    14,
  )
  expect(result.bound).toBeCloseTo(populationBound(result), 13)
  const impossible = result.alleles.filter(({ text, end }) => !truth.has(`${text}|${end}`))
  expect(impossible).toEqual([])
  expect(result.residue.filter(({ prefix }) => Array.from(prefix).length >= chars)).toEqual([])
  const found = new Map(result.alleles.map(({ text, end, p }) => [`${text}|${end}`, p]))
  const outside = [...truth].filter(([key, p]) => {
    const low = found.get(key) ?? 0
    return p < low - slack || p > low + room(result, key) + slack
  })
  expect(outside).toEqual([])
  const low = squares(result.alleles.map(({ p }) => p))
  expect(squares(truth.values())).toBeGreaterThanOrEqual(low - slack)
  expect(squares(truth.values())).toBeLessThanOrEqual(low + result.bound + slack)
}

const blank = (token: MarkovToken): boolean =>
  Array.isArray(token) && token.every((byte) => byte === 0x20 || byte === 0x0a)
/**
 * Runs of white space would hardly end where they are stripped, and a gene would run into its cap: each further one is
 * rare.
 */
const shortRuns = (from: MarkovToken, to: MarkovToken): number => (blank(from) && blank(to) ? -9 : 0)

const anyModel = fc.record({
  adjust: fc.constant(shortRuns),
  seed: fc.nat(1_000_000),
  sharpness: fc.constantFrom(1, 2, 4),
  tokens: fc.constantFrom(multiByteTokens, whiteSpaceTokens),
})
const anyRule = fc.record({
  chars: fc.integer({ min: 1, max: 3 }),
  strip: fc.constantFrom('none' as const, 'phylolm' as const),
  temperature: fc.constantFrom(1, 0.7, 1.5),
})

describe('expandGenes against an enumeration of every token sequence', () => {
  it.each([
    { tokens: multiByteTokens, strip: 'none', temperature: 1 },
    { tokens: multiByteTokens, strip: 'phylolm', temperature: 0.7 },
    { tokens: whiteSpaceTokens, strip: 'none', temperature: 1.3 },
    { tokens: whiteSpaceTokens, strip: 'phylolm', temperature: 1 },
  ] as const)(
    'finds every allele to 1e-12: $strip, temperature $temperature',
    async ({ tokens, strip, temperature }) => {
      const source = createMarkovSource({ tokens, seed: 11, adjust: shortRuns })
      // Far below what squares can show, so that every path is followed to its end.
      const [result] = await expand(source, genesOf('gene'), { chars: 2, strip, temperature, tolerance: 1e-28 })
      const truth = enumerate(source, source.tokenize('gene').at(-1)!, 2, strip, temperature)
      expect(truth.size).toBeGreaterThan(20)
      const wrong = [...truth].filter(([key, p]) => Math.abs(p - probability(result!, key)) > 1e-12)
      expect(wrong).toEqual([])
      expectTrue(result!, truth, 2)
    },
  )

  it('encloses the truth from scores in single precision too, through unfinished characters and stripped white space', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, anyRule, fc.constantFrom(0.01, 1e-4, 1e-6), async (model, rule, tolerance) => {
        const source = createMarkovSource({ ...model, single: true })
        const genes = genesOf('ab', 'xyz')
        const results = await expand(source, genes, { ...rule, tolerance })
        results.forEach((result, index) => {
          const truth = enumerate(
            source,
            source.tokenize(genes[index]!.text).at(-1)!,
            rule.chars,
            rule.strip,
            rule.temperature,
          )
          // Weights of the kernel are good to about a millionth.
          expectTrue(result, truth, rule.chars, 5e-6)
          expect(result.cap).toBe('none')
        })
        expect(
          await expand(createMarkovSource({ ...model, single: true, backwards: true }), genes, { ...rule, tolerance }),
        ).toEqual(results)
      }),
      { numRuns: 40 },
    )
  })

  it('encloses the truth under a pooled tolerance, which the genes of a block reach together', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, anyRule, fc.constantFrom(0.3, 0.05, 0.01, 1e-3), async (model, rule, tolerance) => {
        const source = createMarkovSource(model)
        const genes = genesOf('ab', 'xyz', 'q', 'abc', 'bb')
        const results = await expand(source, genes, { ...rule, tolerance, pooled: true })
        results.forEach((result, index) => {
          expectTrue(
            result,
            enumerate(source, source.tokenize(genes[index]!.text).at(-1)!, rule.chars, rule.strip, rule.temperature),
            rule.chars,
          )
          expect(result.cap).toBe('none')
        })
        for (let from = 0; from < genes.length; from += source.texts) {
          const block = results.slice(from, from + source.texts)
          const bound = block.reduce((sum, result) => sum + result.bound, 0)
          const resolved = block.reduce((sum, { alleles }) => sum + squares(alleles.map(({ p }) => p)), 0)
          expect(bound).toBeLessThanOrEqual(tolerance * resolved * (1 + 1e-9))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('caps every gene of a pool that cannot reach its tolerance', async () => {
    const results = await expand(
      createMarkovSource({ tokens: multiByteTokens, sharpness: 1, seed: 3 }),
      genesOf('ab', 'b'),
      { tolerance: 1e-6, pooled: true, maxNodes: 4 },
    )
    for (const result of results) expect(result).toMatchObject({ cap: 'nodes', nodes: 4 })
  })

  it('encloses the truth at any tolerance, and reaches that tolerance', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, anyRule, fc.constantFrom(0.1, 0.01, 1e-3, 1e-4), async (model, rule, tolerance) => {
        const source = createMarkovSource(model)
        const genes = genesOf('ab', 'xyz', 'q')
        const results = await expand(source, genes, { ...rule, tolerance })
        results.forEach((result, index) => {
          expectTrue(
            result,
            enumerate(source, source.tokenize(genes[index]!.text).at(-1)!, rule.chars, rule.strip, rule.temperature),
            rule.chars,
          )
          expect(result.cap).toBe('none')
          expect(result.bound).toBeLessThanOrEqual(tolerance)
        })
      }),
      { numRuns: 30 },
    )
  })

  it('stays true where caps stop it, and says which cap', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyModel,
        anyRule,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        async (model, rule, maxNodes, maxDepth) => {
          const source = createMarkovSource(model)
          const [result] = await expand(source, genesOf('ab'), { ...rule, tolerance: 1e-6, maxNodes, maxDepth })
          expectTrue(
            result!,
            enumerate(source, source.tokenize('ab').at(-1)!, rule.chars, rule.strip, rule.temperature),
            rule.chars,
          )
          expect(result!.nodes).toBeLessThanOrEqual(maxNodes)
          for (const call of source.calls.flat())
            expect(call.split(':')[1]!.split(',').length).toBeLessThanOrEqual(maxDepth)
          expect(result!.cap === 'none').toBe(result!.bound <= 1e-6)
          if (result!.cap === 'nodes') expect(result!.nodes).toBe(maxNodes)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('reports either cap where it alone stops the expansion', async () => {
    const source = createMarkovSource({ tokens: multiByteTokens, seed: 3 })
    expect((await expand(source, genesOf('ab'), { maxNodes: 4 }))[0]).toMatchObject({ cap: 'nodes', nodes: 4 })
    expect((await expand(source, genesOf('ab'), { maxDepth: 1, tolerance: 1e-6 }))[0]).toMatchObject({ cap: 'depth' })
    // The context has room for the text and one token more.
    const short = createMarkovSource({ tokens: multiByteTokens, seed: 3, contextTokens: 3 })
    expect((await expand(short, genesOf('ab'), { tolerance: 1e-6 }))[0]).toMatchObject({ cap: 'depth' })
    expect(short.calls.flat().every((call) => /:\d+:/.test(call))).toBe(true)
  })
})

describe('a finer tolerance', () => {
  it('lies inside the interval of a coarser one: each allele, the sum of squares, and the similarity of two models', async () => {
    await fc.assert(
      fc.asyncProperty(anyModel, fc.nat(1_000_000), anyRule, async (model, otherSeed, rule) => {
        const genes = genesOf('ab', 'cd', 'e')
        const one = createMarkovSource(model)
        const two = createMarkovSource({ ...model, seed: otherSeed })
        const coarse = [
          await expand(one, genes, { ...rule, tolerance: 0.02 }),
          await expand(two, genes, { ...rule, tolerance: 0.02 }),
        ]
        const fine = [
          await expand(one, genes, { ...rule, tolerance: 1e-5 }),
          await expand(two, genes, { ...rule, tolerance: 1e-5 }),
        ]
        coarse[0]!.forEach((rough, index) => {
          const finer = fine[0]![index]!
          const outside = finer.alleles.filter(({ text, end, p }) => {
            const low = probability(rough, `${text}|${end}`)
            return p > low + room(rough, `${text}|${end}`) + 1e-12 || p + room(finer, `${text}|${end}`) < low - 1e-12
          })
          expect(outside).toEqual([])
          const low = squares(rough.alleles.map(({ p }) => p))
          const fineLow = squares(finer.alleles.map(({ p }) => p))
          expect(fineLow).toBeLessThanOrEqual(low + rough.bound + 1e-12)
          expect(fineLow + finer.bound).toBeGreaterThanOrEqual(low - 1e-12)
        })
        for (const measure of ['nei', 'nei-mean'] as const) {
          const wide = similarityMatrix(similarityTerms(coarse), measure)
          const narrow = similarityMatrix(similarityTerms(fine), measure)
          expect(narrow.lower[1]).toBeLessThanOrEqual(wide.upper[1]! + 1e-12)
          expect(narrow.upper[1]).toBeGreaterThanOrEqual(wide.lower[1]! - 1e-12)
          expect(narrow.upper[1]! - narrow.lower[1]!).toBeLessThanOrEqual(wide.upper[1]! - wide.lower[1]! + 1e-12)
        }
      }),
      { numRuns: 20 },
    )
  })
})

describe('top lists', () => {
  it('reach the tolerance and stay true, the root a top list or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyModel,
        anyRule,
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        async (model, rule, top, topRoot) => {
          const source = createMarkovSource({ ...model, top, topRoot })
          const [result] = await expand(source, genesOf('ab'), { ...rule, tolerance: 1e-4 })
          expectTrue(
            result!,
            enumerate(source, source.tokenize('ab').at(-1)!, rule.chars, rule.strip, rule.temperature),
            rule.chars,
          )
          expect(result!.bound).toBeLessThanOrEqual(1e-4)
          const requests = source.calls.flat()
          expect(new Set(requests).size).toBe(requests.length)
          if (rule.temperature !== 1) expect(requests.every((request) => request.endsWith('whole'))).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('do not ask for the whole vocabulary where the tail does not matter', async () => {
    const source = createMarkovSource({ tokens: multiByteTokens, seed: 5, top: 11 })
    await expand(source, genesOf('ab'), { tolerance: 0.1 })
    expect(source.calls.flat().filter((request) => request.endsWith('top')).length).toBeGreaterThan(0)
    expect(source.calls.flat().filter((request) => request.endsWith('whole'))).toEqual([])
  })
})

describe('the facts of a gene', () => {
  const tokens = multiByteTokens
  const source = createMarkovSource({ tokens, seed: 21 })
  const text = 'heé'
  const ids = source.tokenize(text)

  it('are its log-likelihood, tokens and bytes', async () => {
    const [result] = await expand(source, genesOf(text))
    const logProbability = (from: number, to: number): number =>
      source.scores[from]![to]! - Math.log(source.scores[from]!.reduce((sum, score) => sum + Math.exp(score), 0))
    expect(result!.logLikelihood).toBeCloseTo(logProbability(ids[0]!, ids[1]!) + logProbability(ids[1]!, ids[2]!), 12)
    expect(result).toMatchObject({ tokens: 2, bytes: 4 })
  })

  it('are the most probable next tokens at temperature 1, whatever the temperature of the alleles', async () => {
    const [result] = await expand(source, genesOf(text), { temperature: 0.5 })
    const row = source.scores[ids[2]!]!
    const logNormaliser = Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0))
    const expected = Array.from(row.keys()).sort((left, right) => row[right]! - row[left]!)
    expect(result!.nextTokens.map(({ token }) => token)).toEqual(expected)
    result!.nextTokens.forEach(({ token, logProbability }) =>
      expect(logProbability).toBeCloseTo(row[token]! - logNormaliser, 12),
    )
    expect(result!.nextTokens.find(({ token }) => token === 0)!.text).toBe('')
    expect(result!.nextTokens.find(({ token }) => token === 4)!.text).toBe('ab')
    expect(result!.nextTokens.find(({ token }) => token === 6)!.text).toBe('\uFFFD')
  })

  it('count nodes and evaluated tokens as they were asked for', async () => {
    const counted = createMarkovSource({ tokens, seed: 22 })
    const [result] = await expand(counted, genesOf(text), { tolerance: 1e-4 })
    const paths = counted.calls.flat().map((request) => request.split(':')[1]!.split(',').length)
    expect(result!.nodes).toBe(1 + paths.length)
    expect(result!.evaluatedTokens).toBe(3 + paths.reduce((sum, length) => sum + length, 0))
  })
})

describe('reproducibility', () => {
  const options: MarkovOptions = { tokens: multiByteTokens, seed: 31, texts: 3, nodesPerCall: 5 }
  const genes = genesOf('ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn')

  it('gives the same results and the same batches twice, also where answers come in another order', async () => {
    const first = createMarkovSource(options)
    const second = createMarkovSource({ ...options, backwards: true })
    expect(await expand(second, genes)).toStrictEqual(await expand(first, genes))
    expect(second.calls).toEqual(first.calls)
  })

  it('works on fixed blocks, however many genes are given before them', async () => {
    const all = createMarkovSource(options)
    await expand(all, genes)
    const later = createMarkovSource(options)
    await expand(later, genes.slice(3))
    expect(later.calls).toEqual(all.calls.slice(all.calls.length - later.calls.length))
  })

  it('never asks for more nodes in one call than the source evaluates efficiently', async () => {
    const source = createMarkovSource({ ...options, texts: 7, nodesPerCall: 2 })
    await expand(source, genes)
    expect(Math.max(...source.calls.map((call) => call.length))).toBe(2)
  })
})

describe('trouble', () => {
  const tokens = multiByteTokens

  it('releases every text and stops when aborted', async () => {
    const source = createMarkovSource({ tokens, seed: 41, texts: 2 })
    const controller = new AbortController()
    const done: number[] = []
    const run = expandGenes(source, genesOf('ab', 'cd', 'ef', 'gh'), settings({ tolerance: 1e-6 }), {
      onGene: (index) => done.push(index),
      onProgress: ({ nodes }) => {
        if (nodes > 5) controller.abort(new Error('enough'))
      },
      signal: controller.signal,
    })
    await expect(run).rejects.toThrow('enough')
    const calls = source.calls.length
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(source.calls.length).toBe(calls)
    expect(done).toEqual([])
    expect(source.opened).toEqual([0, 1])
    expect([...source.released].sort()).toEqual([0, 1])
    await expect(
      expandGenes(source, genesOf('ab'), settings({}), {
        onGene: () => undefined,
        signal: AbortSignal.abort(new Error('before')),
      }),
    ).rejects.toThrow('before')
  })

  it('releases each text once when all goes well, and reports progress', async () => {
    const source = createMarkovSource({ tokens, seed: 42, texts: 2 })
    const progress: { genes: number; nodes: number }[] = []
    const results: GeneResult[] = []
    await expandGenes(source, genesOf('ab', 'cd', 'ef'), settings({}), {
      onGene: (index, record) => (results[index] = decodeGeneResult(record)),
      onProgress: (now) => progress.push(now),
    })
    expect([...source.released].sort()).toEqual([0, 1, 2])
    expect(progress.at(-1)).toEqual({ genes: 3, nodes: results.reduce((sum, { nodes }) => sum + nodes, 0) })
  })

  it('names the gene whose scores are not finite', async () => {
    const inRoot = createMarkovSource({ tokens, seed: 43 })
    inRoot.scores[inRoot.tokenize('cd').at(-1)!]![3] = Number.NaN
    const failure = await expand(inRoot, genesOf('ab', 'cd')).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(InferenceError)
    expect(failure).toMatchObject({ failure: 'non-finite', genes: [1], stage: 'probe' })
    expect([...inRoot.released].sort()).toEqual([0, 1])

    const inPath = createMarkovSource({ tokens, seed: 43 })
    inPath.scores[2]!.fill(Number.POSITIVE_INFINITY)
    await expect(expand(inPath, [{ index: 7, text: 'ab' }])).rejects.toMatchObject({
      failure: 'non-finite',
      genes: [7],
    })
  })

  it('refuses empty and overlong texts before anything is evaluated', async () => {
    const source = createMarkovSource({ tokens, seed: 44, contextTokens: 4 })
    await expect(expand(source, genesOf('ab', ''))).rejects.toMatchObject({ failure: 'refused', genes: [1] })
    const long = expand(source, genesOf('ab', 'abcd'))
    await expect(long).rejects.toMatchObject({ failure: 'text-too-long', genes: [1] })
    await expect(long).rejects.toThrow("expected at most 3 tokens, as many as the model's context holds, found 4")
    const silent = { ...source, tokenize: () => [] }
    await expect(expand(silent, genesOf('ab'))).rejects.toThrow('at least one token')
    expect(source.opened).toEqual([])
  })

  it('evaluates the other genes of a block as if those that it refuses were not there', async () => {
    const results = async (given: readonly ProbeGene[]) => {
      const source = createMarkovSource({ tokens, seed: 44, contextTokens: 4 })
      const done: [number, Uint8Array][] = []
      const refused: [number, string][] = []
      await expandGenes(source, given, settings({}), {
        onGene: (index, record) => done.push([index, record]),
        onRefused: ({ genes, failure }) => refused.push([genes[0]!, failure]),
      })
      return { done, refused, opened: source.opened }
    }
    const genes = genesOf('ab', 'abcd', '', 'cd')
    const all = await results(genes)
    const fitting = await results(genes.filter(({ index }) => index === 0 || index === 3))
    expect(all.refused).toEqual([
      [1, 'text-too-long'],
      [2, 'refused'],
    ])
    expect(all.done).toEqual(fitting.done)
    expect(all.opened).toEqual(fitting.opened)
    expect((await results(genes.slice(1, 3))).done).toEqual([])
  })

  it('passes on what the source throws, and says so where it does not answer', async () => {
    const source: MarkovSource = createMarkovSource({ tokens, seed: 45 })
    await expect(
      expand({ ...source, expand: () => Promise.reject(new Error('out of cells')) }, genesOf('ab')),
    ).rejects.toThrow('out of cells')
    await expect(expand({ ...source, expand: () => Promise.resolve() }, genesOf('ab'))).rejects.toThrow(
      'found none for one',
    )
    await expect(expand({ ...source, open: () => Promise.resolve() }, genesOf('ab'))).rejects.toThrow(
      'found none for this one',
    )
  })

  it('sums the scores itself where the normaliser of a whole vocabulary contradicts them', async () => {
    const right = await expand(createMarkovSource({ tokens, seed: 46 }), genesOf('ab'), { tolerance: 1e-9 })
    const wrong = await expand(createMarkovSource({ tokens, seed: 46, normaliserError: 0.01 }), genesOf('ab'), {
      tolerance: 1e-9,
    })
    wrong[0]!.alleles.forEach(({ text, end, p }) => expect(p).toBeCloseTo(probability(right[0]!, `${text}|${end}`), 8))
    expect(wrong[0]!.alleles.length).toBe(right[0]!.alleles.length)
  })
})
