import { seededGenerator } from '../../../core/random/seeded-generator.ts'
import type { StripRule } from '../../../core/population/population.ts'
import type { LogitSource, NextTokenScores, TokenKind } from '../../../native/source/logit-source.ts'
import type { SourceEnvironment } from '../../../native/schemas/source-environment.ts'

/** A token's bytes, or what it does instead. */
export type MarkovToken = readonly number[] | 'end' | 'control'

/**
 * Letters, tokens of several characters, characters cut into bytes, bytes that are no UTF-8, white space, both kinds of
 * end, nothing.
 */
export const multiByteTokens: readonly MarkovToken[] = [
  'end',
  'control',
  [0x61],
  [0x62],
  [0x61, 0x62],
  [0x62, 0x61, 0x61, 0x62, 0x61],
  [0xc3],
  [0xa9],
  [0xe2, 0x82],
  [0xac, 0x62],
  [0xff],
  [0xf0, 0x9f, 0x98, 0x80],
]
export const whiteSpaceTokens: readonly MarkovToken[] = [
  'end',
  [0x20],
  [0x0a],
  [0x0a, 0x20],
  [0x20, 0x20, 0x61],
  [0x61],
  [0x62, 0x20],
  [0xc3],
  [0xa9],
]

const environment: SourceEnvironment = {
  source: 'markov',
  library: '',
  build: '',
  backend: 'cpu',
  device: '',
  precision: '',
  keyType: '',
  valueType: '',
  flashAttention: false,
  batchTokens: 0,
  threads: 1,
  sequences: 1,
  system: '',
}

export interface MarkovOptions {
  readonly tokens: readonly MarkovToken[]
  readonly seed: number
  /** Spread of the scores: the larger, the sharper the distributions. */
  readonly sharpness?: number
  /** With `detail: 'top'` only this many tokens are given; absent: always the whole vocabulary. */
  readonly top?: number
  /** Also give the root as a top list. */
  readonly topRoot?: boolean
  readonly texts?: number
  readonly nodesPerCall?: number
  readonly contextTokens?: number
  /** Answer the nodes of a call last first. */
  readonly backwards?: boolean
  /** Give whole vocabularies in single precision, as engines do. */
  readonly single?: boolean
  /** Added to every logarithm of a normaliser. */
  readonly normaliserError?: number
  /** Changes the score of `to` after `from`. */
  readonly adjust?: (from: MarkovToken, to: MarkovToken) => number
}

export interface MarkovSource extends LogitSource {
  /** Every call of `expand`: what it was asked, as `key:path:detail`. */
  readonly calls: string[][]
  readonly opened: number[]
  readonly released: number[]
  /** Scores after a token. */
  readonly scores: readonly Float64Array[]
}

/** A language model whose next token depends on the last one only. A text is tokenised into one token per character. */
export function createMarkovSource(options: MarkovOptions): MarkovSource {
  const {
    tokens,
    seed,
    sharpness = 2,
    top,
    topRoot = false,
    texts = 4,
    nodesPerCall = 8,
    contextTokens = 1000,
    backwards = false,
    single = false,
  } = options
  const generator = seededGenerator(seed)
  const size = tokens.length
  const scores = tokens.map(() =>
    Float64Array.from(
      { length: size },
      () => sharpness * 2 * (generator.real() - 0.5) + sharpness * (generator.real() - 0.5),
    ),
  )
  scores.forEach((row, from) => {
    for (let to = 0; to < size; to += 1) row[to]! += options.adjust?.(tokens[from]!, tokens[to]!) ?? 0
  })
  const logNormalisers = scores.map((row) => Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0)))
  const calls: string[][] = []
  const opened: number[] = []
  const released: number[] = []
  const open = new Map<number, readonly number[]>()

  const after = (last: number, whole: boolean): NextTokenScores => {
    const row = scores[last]!
    const logNormaliser = logNormalisers[last]! + (options.normaliserError ?? 0)
    if (whole || top === undefined) return { scores: single ? Float32Array.from(row) : row, logNormaliser }
    const order = Array.from(row.keys())
      .sort((left, right) => row[right]! - row[left]!)
      .slice(0, top)
    return { tokens: Uint32Array.from(order), scores: Float64Array.from(order, (token) => row[token]!), logNormaliser }
  }

  return {
    environment,
    contextTokens,
    texts,
    nodesPerCall,
    calls,
    opened,
    released,
    scores,
    vocabulary: {
      size,
      kind: (token): TokenKind => (Array.isArray(tokens[token]) ? 'text' : (tokens[token] as TokenKind)),
      bytes: (token) => Uint8Array.from(Array.isArray(tokens[token]) ? (tokens[token] as number[]) : []),
    },
    tokenize: (text) => Array.from(text, (character) => character.codePointAt(0)! % size),
    async open(list, receive) {
      await Promise.resolve()
      for (const text of list) {
        open.set(text.key, text.tokens)
        opened.push(text.key)
        const known = text.tokens
          .slice(1)
          .map((token, index) => scores[text.tokens[index]!]![token]! - logNormalisers[text.tokens[index]!]!)
        receive(text, Float64Array.from(known), after(text.tokens.at(-1)!, !topRoot))
      }
    },
    async expand(nodes, receive) {
      calls.push(nodes.map(({ key, path, detail }) => `${key}:${path.join(',')}:${detail}`))
      await Promise.resolve()
      const order = Array.from(nodes.keys())
      for (const index of backwards ? order.reverse() : order) {
        const { key, path, detail } = nodes[index]!
        const text = open.get(key)
        if (text === undefined) throw new Error(`text ${key} is not open`)
        // A view that is overwritten after the call, as on the real engine.
        const given = after(path.at(-1) ?? text.at(-1)!, detail === 'whole')
        const view = given.scores.slice()
        receive(index, { ...given, scores: view })
        view.fill(Number.NaN)
      }
    },
    release(key) {
      open.delete(key)
      released.push(key)
    },
    close: () => Promise.resolve(),
  }
}

/**
 * The exact allele distribution after `last`, as `text|end` to probability, by following every token sequence.
 * Sequences with the same bytes and the same last token are one, since nothing after them can differ; mass below 10^-18
 * is not followed.
 */
export function enumerate(
  source: MarkovSource,
  last: number,
  chars: number,
  strip: StripRule,
  temperature: number,
): Map<string, number> {
  const { vocabulary } = source
  const transition = source.scores.map((row) => {
    const weights = row.map((score) => Math.exp(score / temperature))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight) => weight / total)
  })
  const lstrip = (text: string): string[] =>
    Array.from(strip === 'none' ? text : text.replace(/^ +/, '').replace(/^\n+/, ''))
  const result = new Map<string, number>()
  const add = (text: string, end: boolean, p: number): void =>
    void result.set(`${text}|${end}`, (result.get(`${text}|${end}`) ?? 0) + p)

  let level = new Map<string, { last: number; bytes: number[]; p: number }>([['', { last, bytes: [], p: 1 }]])
  while (level.size > 0) {
    const deeper: typeof level = new Map()
    for (const path of level.values()) {
      for (let token = 0; token < vocabulary.size; token += 1) {
        const p = path.p * transition[path.last]![token]!
        if (vocabulary.kind(token) !== 'text') {
          const flushed = lstrip(new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(path.bytes)))
          add(flushed.join(''), flushed.length < chars, p)
          continue
        }
        const bytes = [...path.bytes, ...vocabulary.bytes(token)]
        const characters = lstrip(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes), { stream: true }),
        )
        if (characters.length >= chars) add(characters.slice(0, chars).join(''), false, p)
        else if (p > 1e-18) {
          const key = `${token} ${bytes.join(' ')}`
          const same = deeper.get(key)
          if (same === undefined) deeper.set(key, { last: token, bytes, p })
          else same.p += p
        }
      }
    }
    level = deeper
  }
  return result
}
