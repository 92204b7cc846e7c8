import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readGgufHeader } from '../../engine/library/gguf/header-reader.ts'
import { tensorTypeNamed } from '../../engine/library/gguf/tensor-types.ts'
import { isMatrix as isMatrixShape, tensorRole } from '../../core/lineage/tensor-role.ts'
import { dequantizer } from '../../native/weights/dequantize.ts'

/** A tensor in memory: its weights as floats, and the type it is stored as. */
export interface Tensor {
  readonly name: string
  readonly type: string
  /** Lengths, that of a row first. */
  readonly dimensions: readonly number[]
  readonly values: Float32Array
}

/** A model in memory. Nothing of it is changed: what differs is a tensor of its own. */
export interface Model {
  readonly tensors: readonly Tensor[]
  /** A hash of each token's text. */
  readonly tokens: readonly number[]
  /** Query heads. */
  readonly heads: number
}

/** All weights of a small GGUF file. */
export async function modelOfFile(path: string): Promise<Model> {
  const tokens: number[] = []
  const { tensors, dataStart, metadata } = await readGgufHeader(path, (token) =>
    tokens.push(createHash('sha256').update(token).digest().readUInt32LE(0)),
  )
  const file = readFileSync(path)
  const read = tensors.map(({ name, type, dimensions, elements, bytes, offset }): Tensor => {
    // A copy, so that it begins at a multiple of 8.
    const packed = Uint8Array.from(file.subarray(dataStart + offset, dataStart + offset + bytes))
    const values = new Float32Array(elements)
    dequantizer(tensorTypeNamed(type))(packed, values, elements)
    return { name, type, dimensions, values }
  })
  const architecture = String(metadata.get('general.architecture')?.value)
  return { tensors: read, tokens, heads: Number(metadata.get(`${architecture}.attention.head_count`)?.value) }
}

/** The model with each tensor changed; what comes back as it went in stays. */
export function mapTensors(model: Model, change: (tensor: Tensor, index: number) => Tensor): Model {
  return { ...model, tensors: model.tensors.map(change) }
}

/** Tensors with new weights, of the same shape. */
export function withValues(tensor: Tensor, valueAt: (index: number) => number): Tensor {
  return { ...tensor, values: Float32Array.from(tensor.values, (_, index) => valueAt(index)) }
}

export function isMatrix({ dimensions }: Tensor): boolean {
  return isMatrixShape(dimensions)
}

export function isOfLayer({ name }: Tensor): boolean {
  return tensorRole(name).layer !== null
}

export function tensorNamed({ tensors }: Model, name: string): Tensor {
  const tensor = tensors.find((one) => one.name === name)
  if (tensor === undefined) throw new Error(`expected a tensor ${name}, found ${tensors.map((one) => one.name).join()}`)
  return tensor
}
