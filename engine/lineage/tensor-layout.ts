import { hash } from 'node:crypto'
import { tensorRole } from '../../core/lineage/tensor-role.ts'
import { mostUnitColumns, pieceElements, sketchSizes } from '../../core/lineage/tensor-sketch.ts'
import type { StoredTensor, TensorToSketch } from '../../native/weights/sketch-tensor.ts'
import { readGgufHeader } from '../library/gguf/header-reader.ts'
import { inWordsOfReader } from './words-of-reader.ts'
import { tensorTypeNamed } from '../library/gguf/tensor-types.ts'

/** A tensor of a model, and how it is to be sketched. */
export interface LaidTensor extends TensorToSketch {
  /** Number of the tensor that chooses the units, whose sketch has to be there before; null where none does. */
  readonly unitsChosenBy: number | null
}

const tokenPrefix = Buffer.from('token ')

/** Tensors of llama.cpp's names that have a row per token. */
const vocabularyTensors: ReadonlySet<string> = new Set([
  'token_embd.weight',
  'output.weight',
  'per_layer_token_embd.weight',
])

/**
 * The tensors of a model from the headers of all its parts, in their order. Throws ApiError where one cannot be read.
 */
export async function tensorLayout({ paths }: { readonly paths: readonly string[] }): Promise<LaidTensor[]> {
  const tokens: number[] = []
  const tensors: StoredTensor[] = []
  for (const [part, path] of paths.entries()) {
    const onToken =
      part > 0 ? undefined : (token: Uint8Array) => tokens.push(hashOf(Buffer.concat([tokenPrefix, token])))
    const { tensors: described, dataStart } = await inWordsOfReader(() => readGgufHeader(path, onToken))
    for (const { name, type, dimensions, elements, bytes, offset } of described) {
      const at = dataStart + offset
      tensors.push({ path, offset: at, bytes, name, type: tensorTypeNamed(type), dimensions, elements })
    }
  }
  return laidTensors(tensors, tokens)
}

/**
 * How the tensors of a model are to be sketched.
 *
 * @param tokens hashes of the vocabulary's texts, in their order
 */
export function laidTensors(tensors: readonly StoredTensor[], tokens: readonly number[]): LaidTensor[] {
  const hasTokenRows = ({ name, dimensions }: StoredTensor): boolean =>
    vocabularyTensors.has(name) && dimensions.length === 2 && tokens.length > 0 && dimensions[1]! >= tokens.length
  const matrices = unitMatrices(tensors)
  const sizes = sketchSizes(
    tensors.map((tensor, index) => ({
      name: tensor.name,
      elements: tensor.elements,
      hasTokenRows: hasTokenRows(tensor),
      hasUnits: matrices.has(index),
    })),
  )
  return tensors.map((tensor, index) => {
    const sampled = sizes.units === 0 ? undefined : matrices.get(index)
    return {
      tensor,
      buckets: sizes.buckets[index]!,
      rowKeys: hasTokenRows(tensor) ? rowKeys(tokens, tensor.dimensions[1]!) : null,
      units:
        sampled === undefined ? null : { matrix: sampled.matrix, count: sizes.units, rows: null, norm: sampled.norm },
      unitsChosenBy: sampled?.chosenBy ?? null,
    }
  })
}

interface MatrixOfUnits {
  readonly matrix: 'gate' | 'up'
  readonly norm: StoredTensor | null
  readonly chosenBy: number | null
}

/** The matrices of which hidden units are sampled, by their number in the model. */
function unitMatrices(tensors: readonly StoredTensor[]): Map<number, MatrixOfUnits> {
  const numbers = new Map(tensors.map(({ name }, index) => [name, index]))
  return new Map(
    tensors.flatMap(({ name, dimensions }, index): [number, MatrixOfUnits][] => {
      const { layer, role } = tensorRole(name)
      const [, matrix, experts = ''] = /^ffn_(gate|up)(_exps)?\.weight$/.exec(role) ?? []
      const columns = dimensions[0] ?? 0
      if (layer === null || columns > mostUnitColumns || columns % pieceElements !== 0) return []
      if (matrix !== 'gate' && matrix !== 'up') return []
      const named = (otherRole: string): number | null => numbers.get(`blk.${String(layer)}.${otherRole}`) ?? null
      const counterpart = named(`ffn_${matrix === 'gate' ? 'up' : 'gate'}${experts}.weight`)
      const isPaired = counterpart !== null && tensors[counterpart]!.dimensions.join() === dimensions.join()
      // A gate whose units are not those of another matrix chooses for none.
      if (matrix === 'gate' && !isPaired) return []
      const normNumber = named('ffn_norm.weight')
      const norm = normNumber === null ? null : tensors[normNumber]!
      return [
        [
          index,
          {
            matrix,
            norm: norm?.elements === columns ? norm : null,
            chosenBy: matrix === 'up' && isPaired ? counterpart : null,
          },
        ],
      ]
    }),
  )
}

/** Rows behind those of the tokens, which some files have, go by their number. */
function rowKeys(tokens: readonly number[], rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => tokens[row] ?? hashOf(`row ${String(row)}`))
}

/** The first four bytes of the SHA-256. As text, since Node makes no buffer for it: a vocabulary has 100,000 tokens. */
function hashOf(content: string | Uint8Array): number {
  const digest = hash('sha256', content, 'binary')
  return [3, 2, 1, 0].reduce((value, byte) => value * 256 + digest.charCodeAt(byte), 0)
}
