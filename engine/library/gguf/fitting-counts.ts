import { firstNames } from '../../../core/format/first-names.ts'
import { plural } from '../../../core/format/quantity.ts'
import { tensorRole } from '../../../core/lineage/tensor-role.ts'
import { isKnownRole } from '../../../core/model/layer-tensors.ts'
import { GgufError } from './gguf-error.ts'
import type { TensorInfo } from './header-reader.ts'
import { type MetadataEntry, numberOf } from './value-types.ts'

type Tensor = Pick<TensorInfo, 'name' | 'dimensions'>
type Metadata = ReadonlyMap<string, MetadataEntry>

/** Architectures with heads of one size in all layers, whose matrices have the shapes that `requireShapes` tells. */
const plainArchitectures: ReadonlySet<string> = new Set(
  `command-r exaone gemma gemma2 gemma3 granite internlm2 llama minicpm mistral3 nemotron olmo olmo2 qwen2 qwen2moe qwen3
  qwen3moe seed_oss smollm3 stablelm starcoder2 xverse`.split(/\s+/),
)
/** Of these, the ones whose rotated part of a head is all of it. */
const wholeRotation: ReadonlySet<string> = new Set(['llama'])
/** Architectures that have tensors in each of the layers that they count, and embeddings as long as their vectors. */
const layeredArchitectures: ReadonlySet<string> = new Set([
  ...plainArchitectures,
  ...`apertus arcee arctic baichuan bitnet bloom chatglm codeshell cohere2 dbrx deepseek deepseek2 ernie4_5 exaone4 falcon
  falcon-h1 gemma3n glm4 gpt-oss gpt2 gptj gptneox granitehybrid granitemoe grok hunyuan-dense jais jamba lfm2 llama4 mamba
  mamba2 minicpm3 mpt nemotron_h olmoe openelm orion phi2 phi3 phimoe plamo plamo2 qwen qwen2vl qwen3vl refact rwkv6
  rwkv7 starcoder`.split(/\s+/),
])
/** Of the plain ones, that whose last norm has no weights. */
const withoutLastNorm: ReadonlySet<string> = new Set(['olmo'])

/** Names that tensors outside the layers begin with. */
const outsideLayers = /^(?:token_embd|token_types|position_embd|output|rope_|per_layer_|cls|dense_)/

/** Matrices without which a layer that has them elsewhere cannot do. */
const neededRoles: ReadonlySet<string> = new Set(
  ['attn_norm', 'attn_q', 'attn_k', 'attn_v', 'attn_qkv', 'attn_output', 'ffn_norm', 'ffn_gate', 'ffn_up', 'ffn_down']
    .concat(['ffn_gate_inp', 'ffn_gate_exps', 'ffn_up_exps', 'ffn_down_exps'])
    .map((role) => `${role}.weight`),
)

/**
 * Throws GgufError where the counts in a header do not fit the tensors, with what was expected and found: layers, the
 * length of embeddings, heads and hidden units; where a layer lacks a tensor that others have; and where a tensor is
 * none that llama.cpp's pinned build knows. Each is asked of architectures alone of which it is known to hold.
 */
export function requireFittingCounts(metadata: Metadata, architecture: string, tensors: readonly Tensor[]): void {
  const layers = Map.groupBy(
    tensors.flatMap(({ name, dimensions }) => {
      const { layer, role } = tensorRole(name)
      return layer === null ? [] : [{ name, dimensions, layer, role }]
    }),
    ({ layer }) => layer,
  )
  if (layers.size === 0) return
  const count = (name: string): number | null => numberOf(metadata.get(`${architecture}.${name}`)?.value)
  requireKnown(tensors)
  if (!layeredArchitectures.has(architecture)) return
  requireLayers(architecture, layers, count)
  const embedding = tensors.find(({ name }) => name === 'token_embd.weight')
  if (embedding === undefined) throw misfit('a tensor token_embd.weight', 'none')
  const length = count('embedding_length')
  if (length === null) throw misfit(`the length of embeddings (${architecture}.embedding_length)`, 'none')
  if (embedding.dimensions[0] !== length)
    throw misfit(
      `embeddings of ${String(length)} numbers (${architecture}.embedding_length)`,
      `${String(embedding.dimensions[0] ?? 1)} in token_embd.weight`,
    )
  if (!plainArchitectures.has(architecture)) return
  requireOutside(architecture, tensors)
  requireSameRoles(layers)
  requireShapes(metadata, architecture, [...layers.values()].flat(), length)
}

type Placed = Tensor & { readonly layer: number; readonly role: string }

function requireLayers(
  architecture: string,
  layers: ReadonlyMap<number, readonly Placed[]>,
  count: (name: string) => number | null,
): void {
  const key = `${architecture}.block_count`
  const expected = count('block_count')
  const found = [...layers.keys()].reduce((most, layer) => Math.max(most, layer), -1) + 1
  if (expected === null) throw misfit(`the number of layers (${key})`, `none, and tensors of ${plural(found, 'layer')}`)
  // Layers that guess further tokens may be counted or not.
  if (found > expected + (count('nextn_predict_layers') ?? 0))
    throw misfit(
      `${plural(expected, 'layer')} (${key})`,
      `tensors of ${String(found)}, such as ${nameIn(layers, found - 1)}`,
    )
  // As many steps as there are layers with tensors, however many the header claims.
  for (let layer = 0; layer < expected; layer += 1)
    if (!layers.has(layer))
      throw misfit(
        `${plural(expected, 'layer')} (${key})`,
        `no tensor of layer ${String(layer)} (blk.${String(layer)})`,
      )
}

function nameIn(layers: ReadonlyMap<number, readonly Placed[]>, layer: number): string {
  return layers.get(layer)?.[0]?.name ?? `blk.${String(layer)}`
}

/** llama.cpp counts the tensors of a file, and loads none that it does not know. */
function requireKnown(tensors: readonly Tensor[]): void {
  const unknown = tensors.flatMap(({ name }) => {
    const { layer, role } = tensorRole(name)
    return layer === null || isKnownRole(role) ? [] : [name]
  })
  const ofPictures = tensors.flatMap(({ name }) => (/^(?:v|mm|a)\./.test(name) ? [name] : []))
  if (unknown.length > 0)
    throw misfit(
      'tensors that llama.cpp knows',
      firstNames(unknown, { most: 3 }),
      'Convert it again, or use a newer version of Cladescope.',
    )
  if (ofPictures.length > 0)
    throw misfit(
      'the tensors of a language model alone',
      `also those of a model for pictures or sounds: ${firstNames(ofPictures, { most: 3 })}`,
      'Convert it again, with those in a file of their own (mmproj).',
    )
}

function requireOutside(architecture: string, tensors: readonly Tensor[]): void {
  const others = tensors.filter(({ name }) => tensorRole(name).layer === null)
  const unknown = others.flatMap(({ name }) => (outsideLayers.test(name) ? [] : [name]))
  if (unknown.length > 0) throw misfit('tensors that llama.cpp knows', firstNames(unknown, { most: 3 }))
  if (!withoutLastNorm.has(architecture) && others.every(({ name }) => name !== 'output_norm.weight'))
    throw misfit('a tensor output_norm.weight', 'none')
}

function requireSameRoles(layers: ReadonlyMap<number, readonly Placed[]>): void {
  const holders = new Map<string, number>()
  for (const tensors of layers.values())
    for (const { role } of tensors) if (neededRoles.has(role)) holders.set(role, (holders.get(role) ?? 0) + 1)
  for (const [role, held] of holders) {
    if (held === layers.size || 2 * held <= layers.size) continue
    const [lacking] = [...layers].find(([, tensors]) => tensors.every((tensor) => tensor.role !== role))!
    throw misfit(`a tensor blk.${String(lacking)}.${role}, as in ${plural(held, 'other layer')}`, 'none')
  }
}

/** The lengths of matrices that the counts in the header ask for. */
function requireShapes(metadata: Metadata, architecture: string, tensors: readonly Placed[], length: number): void {
  const value = (name: string) => metadata.get(`${architecture}.${name}`)?.value
  // A list has a count for each layer.
  if (
    ['attention.head_count', 'attention.head_count_kv', 'feed_forward_length'].some(
      (name) => typeof value(name) === 'object',
    )
  )
    return
  const count = (name: string): number => numberOf(value(name)) ?? 0
  const heads = count('attention.head_count')
  const keyHeads = value('attention.head_count_kv') === undefined ? heads : count('attention.head_count_kv')
  const perHead = heads === 0 ? 0 : Math.floor(length / heads)
  const keyLength = value('attention.key_length') === undefined ? perHead : count('attention.key_length')
  const valueLength = value('attention.value_length') === undefined ? perHead : count('attention.value_length')
  const units = count('feed_forward_length')
  const headText = `${architecture}.attention.head_count ${String(heads)}`
  const keyText = `${headText}, head_count_kv ${String(keyHeads)}`
  const unitText = `${architecture}.feed_forward_length ${String(units)}`
  const shapes: Readonly<Record<string, readonly [columns: number, rows: number, said: string]>> = {
    'attn_q.weight': [length, keyLength * heads, headText],
    'attn_k.weight': [length, keyLength * keyHeads, keyText],
    'attn_v.weight': [length, valueLength * keyHeads, keyText],
    'attn_output.weight': [valueLength * heads, length, headText],
    'ffn_gate.weight': [length, units, unitText],
    'ffn_up.weight': [length, units, unitText],
    'ffn_down.weight': [units, length, unitText],
  }
  for (const { name, role, dimensions } of tensors) {
    const shape = shapes[role]
    if (shape === undefined) continue
    const [columns, rows, said] = shape
    if (dimensions[0] === columns && (dimensions[1] ?? 1) === rows) continue
    throw misfit(`${name} of ${String(columns)} × ${String(rows)} (${said})`, `${dimensions.join(' × ')}`)
  }
  const rotated = numberOf(value('rope.dimension_count'))
  if (wholeRotation.has(architecture) && rotated !== null && keyHeads > 0 && rotated !== keyLength)
    throw misfit(
      `${String(keyLength)} rotated numbers of a head (${headText})`,
      `${String(rotated)} (${architecture}.rope.dimension_count)`,
    )
}

function misfit(expected: string, found: string, advice?: string): GgufError {
  return new GgufError(
    `The header does not fit the weights: expected ${expected}, found ${found}. llama.cpp does not load such a file.`,
    'damaged',
    advice,
  )
}
