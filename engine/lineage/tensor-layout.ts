import { createHash } from 'node:crypto'
import { bucketCounts } from '../../core/lineage/tensor-sketch.ts'
import type { StoredTensor } from '../../native/weights/sketch-tensor.ts'
import { readGgufHeader } from '../library/gguf/header-reader.ts'
import { inWordsOfReader } from './words-of-reader.ts'
import { tensorTypeNamed } from '../library/gguf/tensor-types.ts'

/** A tensor of a model, and how it is to be sketched. */
export interface TensorToSketch {
  readonly tensor: StoredTensor
  readonly buckets: number
  /** Of a tensor with a row per token: a hash of each row's token. */
  readonly rowKeys: Uint32Array | null
}

/** Tensors of llama.cpp's names that have a row per token. */
const vocabularyTensors: ReadonlySet<string> = new Set([
  'token_embd.weight',
  'output.weight',
  'per_layer_token_embd.weight',
])

/**
 * The tensors of a model from the headers of all its parts, in their order. Throws ApiError where one cannot be read.
 */
export async function tensorLayout({ paths }: { readonly paths: readonly string[] }): Promise<TensorToSketch[]> {
  const tokens: number[] = []
  const tensors: StoredTensor[] = []
  for (const [part, path] of paths.entries()) {
    const onToken = part > 0 ? undefined : (token: Uint8Array) => tokens.push(hashOf('token ', token))
    const { tensors: described, dataStart } = await inWordsOfReader(() => readGgufHeader(path, onToken))
    for (const { name, type, dimensions, elements, bytes, offset } of described) {
      const at = dataStart + offset
      tensors.push({ path, offset: at, bytes, name, type: tensorTypeNamed(type), dimensions, elements })
    }
  }
  const hasTokenRows = ({ name, dimensions }: StoredTensor): boolean =>
    vocabularyTensors.has(name) && dimensions.length === 2 && tokens.length > 0 && dimensions[1]! >= tokens.length
  const counts = bucketCounts(
    tensors.map((tensor) => ({ name: tensor.name, elements: tensor.elements, hasTokenRows: hasTokenRows(tensor) })),
  )
  return tensors.map((tensor, index) => ({
    tensor,
    buckets: counts[index]!,
    rowKeys: hasTokenRows(tensor) ? rowKeys(tokens, tensor.dimensions[1]!) : null,
  }))
}

/** Rows behind those of the tokens, which some files have, go by their number. */
function rowKeys(tokens: readonly number[], rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => tokens[row] ?? hashOf('row ', String(row)))
}

function hashOf(kind: string, content: string | Uint8Array): number {
  return createHash('sha256').update(kind).update(content).digest().readUInt32LE(0)
}
