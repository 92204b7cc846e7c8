import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NextTokenScores } from '../../../native/source/logit-source.ts'
import type { LogitSource } from '../../../native/source/logit-source.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { openPublicSource } from '../../../native/source/public-source.ts'
import { byteVocabulary, type MetadataValue, randomNumbers, type TensorData, writeGguf } from './write-gguf.ts'

const vocabularySize = 257
const embedding = 64
const layers = 2
const u32 = (value: number): MetadataValue => ({ type: 'u32', value })
const f32 = (value: number): MetadataValue => ({ type: 'f32', value })

function weights(random: () => number) {
  return (name: string, shape: readonly number[], scale: number, centre = 0): TensorData => ({
    name,
    shape,
    weights: Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => centre + scale * random()),
  })
}

/** A recurrent model: its state after a token cannot be taken back. */
function mamba(): Buffer {
  const tensor = weights(randomNumbers(11))
  const inner = 2 * embedding
  const state = 16
  const rank = 4
  return writeGguf(
    {
      'general.architecture': { type: 'string', value: 'mamba' },
      'mamba.context_length': u32(512),
      'mamba.embedding_length': u32(embedding),
      'mamba.feed_forward_length': u32(0),
      'mamba.attention.head_count': u32(0),
      'mamba.block_count': u32(layers),
      'mamba.ssm.conv_kernel': u32(4),
      'mamba.ssm.inner_size': u32(inner),
      'mamba.ssm.state_size': u32(state),
      'mamba.ssm.time_step_rank': u32(rank),
      'mamba.attention.layer_norm_rms_epsilon': f32(1e-5),
      ...byteVocabulary(),
    },
    [
      tensor('token_embd.weight', [embedding, vocabularySize], 1),
      tensor('output_norm.weight', [embedding], 0, 1),
      ...Array.from({ length: layers }, (_, layer) => [
        tensor(`blk.${layer}.attn_norm.weight`, [embedding], 0, 1),
        tensor(`blk.${layer}.ssm_in.weight`, [embedding, 2 * inner], 0.3),
        tensor(`blk.${layer}.ssm_conv1d.weight`, [4, inner], 0.5),
        tensor(`blk.${layer}.ssm_conv1d.bias`, [inner], 0.1),
        tensor(`blk.${layer}.ssm_x.weight`, [inner, rank + 2 * state], 0.3),
        tensor(`blk.${layer}.ssm_dt.weight`, [rank, inner], 0.3),
        tensor(`blk.${layer}.ssm_dt.bias`, [inner], 0.3),
        tensor(`blk.${layer}.ssm_a`, [state, inner], 0.4, -0.6),
        tensor(`blk.${layer}.ssm_d`, [inner], 0.5),
        tensor(`blk.${layer}.ssm_out.weight`, [inner, embedding], 0.5),
      ]).flat(),
    ],
  )
}

/** A model whose every layer but each sixth sees only the last 8 tokens (Gemma 3's pattern). */
function slidingWindow(): Buffer {
  const tensor = weights(randomNumbers(12))
  const heads = 2
  const head = 32
  const forward = 128
  return writeGguf(
    {
      'general.architecture': { type: 'string', value: 'gemma3' },
      'gemma3.context_length': u32(512),
      'gemma3.embedding_length': u32(embedding),
      'gemma3.feed_forward_length': u32(forward),
      'gemma3.block_count': u32(layers),
      'gemma3.attention.head_count': u32(heads),
      'gemma3.attention.head_count_kv': u32(heads),
      'gemma3.attention.key_length': u32(head),
      'gemma3.attention.value_length': u32(head),
      'gemma3.attention.sliding_window': u32(8),
      'gemma3.attention.layer_norm_rms_epsilon': f32(1e-6),
      'gemma3.rope.freq_base': f32(10_000),
      ...byteVocabulary(),
    },
    [
      tensor('token_embd.weight', [embedding, vocabularySize], 0.3),
      tensor('output_norm.weight', [embedding], 0, 1),
      ...Array.from({ length: layers }, (_, layer) => [
        tensor(`blk.${layer}.attn_norm.weight`, [embedding], 0, 1),
        tensor(`blk.${layer}.attn_q.weight`, [embedding, heads * head], 0.5),
        tensor(`blk.${layer}.attn_k.weight`, [embedding, heads * head], 0.5),
        tensor(`blk.${layer}.attn_v.weight`, [embedding, heads * head], 0.5),
        tensor(`blk.${layer}.attn_output.weight`, [heads * head, embedding], 0.5),
        tensor(`blk.${layer}.attn_q_norm.weight`, [head], 0, 1),
        tensor(`blk.${layer}.attn_k_norm.weight`, [head], 0, 1),
        tensor(`blk.${layer}.post_attention_norm.weight`, [embedding], 0, 1),
        tensor(`blk.${layer}.ffn_norm.weight`, [embedding], 0, 1),
        tensor(`blk.${layer}.ffn_gate.weight`, [embedding, forward], 0.5),
        tensor(`blk.${layer}.ffn_up.weight`, [embedding, forward], 0.5),
        tensor(`blk.${layer}.ffn_down.weight`, [forward, embedding], 0.5),
        tensor(`blk.${layer}.post_ffw_norm.weight`, [embedding], 0, 1),
      ]).flat(),
    ],
  )
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-unerasable-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const probabilities = ({ scores, logNormaliser }: NextTokenScores): number[] => [...scores].map((score) => Math.exp(score - logNormaliser))
const farthest = (left: readonly number[], right: readonly number[]): number =>
  Math.max(...left.map((p, token) => Math.abs(p - right[token]!)))

describe('models whose sequences cannot be cut back', () => {
  const settings = { gpu: 'off', threads: 1, longestText: 99 } as const
  const openPublic = (file: string): Promise<LogitSource> => openPublicSource(file, settings)
  const openDirect = async (file: string): Promise<LogitSource> => (await openDirectSource(file, settings)).source
  test.each([
    ['recurrent', 'public', mamba, openPublic],
    ['recurrent', 'direct', mamba, openDirect],
    ['sliding window', 'public', slidingWindow, openPublic],
    ['sliding window', 'direct', slidingWindow, openDirect],
  ])('%s, %s source: a branch gives what the same tokens give as a text of their own', async (name, _source, write, open) => {
    const file = join(folder, `${name}.gguf`)
    writeFileSync(file, write())
    const source = await open(file)
    try {
      const texts = ['the quick brown fox jumps over the lazy dog', 'count: 1, 2, 3, 4'].map((text) => source.tokenize(text))
      const paths = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [], [1, 2, 9], [40]]
      await source.open(texts.map((tokens, key) => ({ key, tokens })), () => undefined)
      const nodes = texts.flatMap((_, key) => paths.map((path) => ({ key, path, detail: 'whole' as const })))
      const branches: number[][] = []
      await source.expand(nodes, (index, next) => {
        branches[index] = probabilities(next)
      })
      for (const key of texts.keys()) source.release(key)
      const alone: number[][] = []
      for (const { key, path } of nodes) {
        await source.open([{ key: 100, tokens: [...texts[key]!, ...path] }], (_, __, next) => {
          alone.push(probabilities(next))
        })
        source.release(100)
      }
      for (const index of nodes.keys()) expect(farthest(branches[index]!, alone[index]!), `branch ${index}`).toBeLessThan(1e-3)
      // A mix-up would show: what the branches give differs by far more.
      for (let index = 1; index < nodes.length; index++) expect(farthest(alone[index]!, alone[index - 1]!)).toBeGreaterThan(0.01)
    } finally {
      await source.close()
    }
  })
})
