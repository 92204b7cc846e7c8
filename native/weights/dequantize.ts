import { ggmlToFloats, type PackedType, type ToFloats } from '../llama/ggml-library.ts'

/** Types that hold plain numbers of which ggml makes no floats. */
const plainNumbers: Readonly<Record<string, (buffer: ArrayBuffer, from: number, count: number) => ArrayLike<number>>> =
  {
    F32: (buffer, from, count) => new Float32Array(buffer, from, count),
    F64: (buffer, from, count) => new Float64Array(buffer, from, count),
    I8: (buffer, from, count) => new Int8Array(buffer, from, count),
    I16: (buffer, from, count) => new Int16Array(buffer, from, count),
    I32: (buffer, from, count) => new Int32Array(buffer, from, count),
    I64: (buffer, from, count) => Float64Array.from(new BigInt64Array(buffer, from, count), Number),
  }

const known = new Map<string, ToFloats>()

/**
 * What turns packed weights of a type into floats: ggml's own routine, or a copy where the type holds plain numbers.
 * The packed bytes must begin at a multiple of 8 in their buffer. Throws RangeError where ggml cannot read the type.
 */
export function dequantizer(type: PackedType): ToFloats {
  const before = known.get(type.name)
  if (before !== undefined) return before
  const plain = plainNumbers[type.name]
  const routine: ToFloats | null =
    plain === undefined
      ? ggmlToFloats(type)
      : (packed, floats, count) => floats.set(plain(packed.buffer as ArrayBuffer, packed.byteOffset, count))
  if (routine === null)
    throw new RangeError(`Weights of type ${type.name} cannot be dequantized: ggml has no routine for it.`)
  known.set(type.name, routine)
  return routine
}
