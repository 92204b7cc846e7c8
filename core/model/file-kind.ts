import { plural } from '../format/quantity.ts'

/** What a file is that is not taken into the library, with the noun that counts such files. */
const refusedNouns = {
  embedding: ['embedding model'],
  reranker: ['reranker'],
  projector: ['projector'],
  adapter: ['adapter'],
  'control-vector': ['control vector'],
  'importance-matrix': ['importance matrix', 'importance matrices'],
  vocabulary: ['vocabulary without a model', 'vocabularies without a model'],
  encoder: ['encoder'],
  'encoder-decoder': ['encoder-decoder model'],
  'non-causal': ['model whose attention is not causal', 'models whose attention is not causal'],
  diffusion: ['diffusion language model'],
  'draft-head': ['draft head'],
  speech: ['speech model'],
  image: ['image model'],
  unknown: ['model that llama.cpp here does not know', 'models that llama.cpp here does not know'],
  download: ['unfinished download'],
  'missing-part': ['split model with a missing part', 'split models with missing parts'],
  format: ['file of another format', 'files of another format'],
  damaged: ['damaged file'],
  'dangling-link': ['link that leads nowhere', 'links that lead nowhere'],
  'no-file': ['entry that is no regular file', 'entries that are no regular files'],
  unreadable: ['path that cannot be read', 'paths that cannot be read'],
  'no-model': ['folder without models', 'folders without models'],
} as const satisfies Readonly<Record<string, readonly [string] | readonly [string, string]>>

export type RefusedKind = keyof typeof refusedNouns
export const refusedKinds = Object.keys(refusedNouns) as [RefusedKind, ...RefusedKind[]]

/** Whether a file that is left out is out of order, rather than no language model or not there yet. */
export function isFault(kind: RefusedKind): boolean {
  return kind === 'damaged' || kind === 'unreadable' || kind === 'missing-part'
}

/** Counts by kind, in the order of `refusedNouns`: `2 projectors, 1 unfinished download`. */
export function countRefused(refused: readonly { readonly kind: RefusedKind }[]): string {
  return refusedKinds
    .map((kind) => ({ nouns: refusedNouns[kind], count: refused.filter((file) => file.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ nouns: [singular, many], count }) => plural(count, singular, many))
    .join(', ')
}
