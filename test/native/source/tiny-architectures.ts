/** Tiny models with random weights, one of each kind of memory that llama.cpp offers. */
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
    weights: Float32Array.from(
      { length: shape.reduce((product, length) => product * length, 1) },
      () => centre + scale * random(),
    ),
  })
}

/** A recurrent model: its state after a token cannot be taken back. */
export function mamba(): Buffer {
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

/**
 * A model whose every layer but each sixth sees only the last 8 tokens (Gemma 3's pattern). A norm follows the tensors
 * that `downScale` and `gateScale` scale: from 65,520 on they overflow in F16, and below it what comes out of them may;
 * nothing does in F32.
 */
export function slidingWindow(downScale = 0.5, gateScale = 0.5): Buffer {
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
        tensor(`blk.${layer}.ffn_gate.weight`, [embedding, forward], gateScale),
        tensor(`blk.${layer}.ffn_up.weight`, [embedding, forward], 0.5),
        tensor(`blk.${layer}.ffn_down.weight`, [forward, embedding], downScale),
        tensor(`blk.${layer}.post_ffw_norm.weight`, [embedding], 0, 1),
      ]).flat(),
    ],
  )
}

/** A hybrid model: one recurrent layer, one of attention (Jamba's kinds, without experts). */
export function jamba(): Buffer {
  const tensor = weights(randomNumbers(13))
  const inner = 2 * embedding
  const state = 16
  const rank = 4
  const heads = 2
  const forward = 128
  return writeGguf(
    {
      'general.architecture': { type: 'string', value: 'jamba' },
      'jamba.context_length': u32(512),
      'jamba.embedding_length': u32(embedding),
      'jamba.feed_forward_length': u32(forward),
      'jamba.attention.head_count': u32(heads),
      'jamba.attention.head_count_kv': { type: 'i32s', value: [0, heads] },
      'jamba.block_count': u32(2),
      'jamba.ssm.conv_kernel': u32(4),
      'jamba.ssm.inner_size': u32(inner),
      'jamba.ssm.state_size': u32(state),
      'jamba.ssm.time_step_rank': u32(rank),
      'jamba.attention.layer_norm_rms_epsilon': f32(1e-5),
      ...byteVocabulary(),
    },
    [
      tensor('token_embd.weight', [embedding, vocabularySize], 0.3),
      tensor('output_norm.weight', [embedding], 0, 1),
      tensor('blk.0.attn_norm.weight', [embedding], 0, 1),
      tensor('blk.0.ssm_in.weight', [embedding, 2 * inner], 0.3),
      tensor('blk.0.ssm_conv1d.weight', [4, inner], 0.5),
      tensor('blk.0.ssm_conv1d.bias', [inner], 0.1),
      tensor('blk.0.ssm_x.weight', [inner, rank + 2 * state], 0.3),
      tensor('blk.0.ssm_dt.weight', [rank, inner], 0.3),
      tensor('blk.0.ssm_dt.bias', [inner], 0.3),
      tensor('blk.0.ssm_dt_norm.weight', [rank], 0, 1),
      tensor('blk.0.ssm_b_norm.weight', [state], 0, 1),
      tensor('blk.0.ssm_c_norm.weight', [state], 0, 1),
      tensor('blk.0.ssm_a', [state, inner], 0.4, -0.6),
      tensor('blk.0.ssm_d', [inner], 0.5),
      tensor('blk.0.ssm_out.weight', [inner, embedding], 0.5),
      tensor('blk.1.attn_norm.weight', [embedding], 0, 1),
      ...['q', 'k', 'v', 'output'].map((name) => tensor(`blk.1.attn_${name}.weight`, [embedding, embedding], 0.3)),
      ...[0, 1].flatMap((layer) => [
        tensor(`blk.${layer}.ffn_norm.weight`, [embedding], 0, 1),
        tensor(`blk.${layer}.ffn_gate.weight`, [embedding, forward], 0.3),
        tensor(`blk.${layer}.ffn_up.weight`, [embedding, forward], 0.3),
        tensor(`blk.${layer}.ffn_down.weight`, [forward, embedding], 0.3),
      ]),
    ],
  )
}

/** An encoder-decoder (T5): the decoder's layers look at what the encoder has read. */
export function t5(): Buffer {
  const tensor = weights(randomNumbers(14))
  const heads = 2
  const head = 32
  const forward = 128
  const buckets = 32
  const attention = (prefix: string): TensorData[] => [
    tensor(`${prefix}_norm.weight`, [embedding], 0, 1),
    ...['q', 'k', 'v'].map((name) => tensor(`${prefix}_${name}.weight`, [embedding, heads * head], 0.3)),
    tensor(`${prefix}_o.weight`, [heads * head, embedding], 0.3),
  ]
  const block = (name: string): TensorData[] => [
    ...attention(`${name}.attn`),
    tensor(`${name}.attn_rel_b.weight`, [heads, buckets], 0.3),
    tensor(`${name}.ffn_norm.weight`, [embedding], 0, 1),
    tensor(`${name}.ffn_up.weight`, [embedding, forward], 0.3),
    tensor(`${name}.ffn_down.weight`, [forward, embedding], 0.3),
  ]
  return writeGguf(
    {
      'general.architecture': { type: 'string', value: 't5' },
      't5.context_length': u32(512),
      't5.embedding_length': u32(embedding),
      't5.feed_forward_length': u32(forward),
      't5.block_count': u32(layers),
      't5.attention.head_count': u32(heads),
      't5.attention.key_length': u32(head),
      't5.attention.value_length': u32(head),
      't5.attention.layer_norm_epsilon': f32(1e-6),
      't5.attention.layer_norm_rms_epsilon': f32(1e-6),
      't5.attention.relative_buckets_count': u32(buckets),
      't5.decoder_start_token_id': u32(0),
      ...byteVocabulary(),
    },
    [
      tensor('token_embd.weight', [embedding, vocabularySize], 0.3),
      tensor('enc.output_norm.weight', [embedding], 0, 1),
      tensor('dec.output_norm.weight', [embedding], 0, 1),
      ...Array.from({ length: layers }, (_, layer) => [
        ...block(`enc.blk.${layer}`),
        ...block(`dec.blk.${layer}`),
        ...attention(`dec.blk.${layer}.cross_attn`),
      ]).flat(),
    ],
  )
}

/** A recurrent model of another kind than Mamba (RWKV 7). */
export function rwkv7(): Buffer {
  const tensor = weights(randomNumbers(15))
  // As in all real ones: with fewer numbers in a head, a kernel of llama.cpp reads beyond them (AVX-512).
  const head = 64
  const rank = 16
  const forward = 128
  const vector = (name: string, scale: number, centre = 0): TensorData => tensor(name, [embedding], scale, centre)
  return writeGguf(
    {
      'general.architecture': { type: 'string', value: 'rwkv7' },
      'rwkv7.context_length': u32(512),
      'rwkv7.embedding_length': u32(embedding),
      'rwkv7.feed_forward_length': u32(forward),
      'rwkv7.block_count': u32(layers),
      'rwkv7.attention.head_count': u32(0),
      'rwkv7.attention.layer_norm_epsilon': f32(1e-5),
      'rwkv7.wkv.head_size': u32(head),
      'rwkv7.attention.decay_lora_rank': u32(rank),
      'rwkv7.attention.iclr_lora_rank': u32(rank),
      'rwkv7.attention.value_residual_mix_lora_rank': u32(rank),
      'rwkv7.attention.gate_lora_rank': u32(rank),
      ...byteVocabulary(),
    },
    [
      tensor('token_embd.weight', [embedding, vocabularySize], 1),
      ...['token_embd_norm', 'output_norm'].flatMap((name) => [
        vector(`${name}.weight`, 0, 1),
        vector(`${name}.bias`, 0.1),
      ]),
      tensor('output.weight', [embedding, vocabularySize], 0.3),
      ...Array.from({ length: layers }, (_, layer) => {
        const name = (rest: string): string => `blk.${layer}.${rest}`
        return [
          ...['attn_norm', 'attn_norm_2', 'time_mix_ln'].flatMap((norm) => [
            vector(name(`${norm}.weight`), 0, 1),
            vector(name(`${norm}.bias`), 0.1),
          ]),
          ...['w', 'a', 'v', 'g'].flatMap((part) => [
            ...(part === 'g' ? [] : [vector(name(`time_mix_${part}0.weight`), 0.5)]),
            tensor(name(`time_mix_${part}1.weight`), [embedding, rank], 0.3),
            tensor(name(`time_mix_${part}2.weight`), [rank, embedding], 0.3),
          ]),
          tensor(name('time_mix_lerp_fused.weight'), [embedding, 1, 1, 6], 0.4, 0.5),
          ...['k_k', 'k_a'].map((part) => vector(name(`time_mix_${part}.weight`), 0.2, 0.8)),
          tensor(name('time_mix_r_k.weight'), [embedding], 0.3),
          ...['key', 'value', 'receptance', 'output'].map((part) =>
            tensor(name(`time_mix_${part}.weight`), [embedding, embedding], 0.3),
          ),
          tensor(name('channel_mix_lerp_k.weight'), [embedding, 1, 1], 0.4, 0.5),
          tensor(name('channel_mix_key.weight'), [embedding, forward], 0.3),
          tensor(name('channel_mix_value.weight'), [forward, embedding], 0.3),
        ]
      }).flat(),
    ],
  )
}
