import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import koffi from 'koffi'
import { unpackedPath } from '../unpacked-path.ts'

/** As a GGUF file packs the elements of a tensor type: `bytes` for every `block` elements. */
export interface PackedType {
  /** Of ggml_type. */
  readonly number: number
  readonly name: string
  readonly block: number
  readonly bytes: number
}

/** Writes `count` elements, packed one after the other, as floats; `count` is a multiple of the type's block. */
export type ToFloats = (packed: Uint8Array, floats: Float32Array, count: number) => void

interface TypeTraits {
  readonly type_name: string
  readonly blck_size: number | bigint
  readonly type_size: number | bigint
  readonly to_float: bigint | object | null
}

koffi.struct('ggml_type_traits', {
  type_name: 'const char *',
  blck_size: 'int64_t',
  blck_size_interleave: 'int64_t',
  type_size: 'size_t',
  is_quantized: 'bool',
  to_float: 'void *',
  from_float_ref: 'void *',
})
const toFloat = koffi.proto('void cladescope_to_float(const void *packed, void *floats, int64_t count)')

/** Of this type ggml has a routine, but does not name it among the type's traits. */
const unnamedRoutines: Readonly<Record<string, string>> = { Q8_K: 'dequantize_row_q8_K' }

let opened: ReturnType<typeof koffi.load> | undefined

function openBase(): ReturnType<typeof koffi.load> {
  opened ??= koffi.load(ggmlBaseFile())
  return opened
}

/**
 * Keeps ggml's base library loaded until the process ends, where it can be loaded at all; to be called in the main
 * thread before others use the library. What a thread has loaded is unloaded at its end, but ggml's handler of uncaught
 * exceptions stays: loaded once more at the same address, ggml finds it, takes it for a second copy of itself and
 * aborts the process.
 */
export function keepGgmlLoaded(): void {
  try {
    openBase()
  } catch {
    // The thread that needs it says why it cannot be loaded.
  }
}

/**
 * The file of ggml's base library in node-llama-cpp's package for processors. It is loaded without a backend and
 * without a model; a process that has a model may hold it beside another one.
 */
export function ggmlBaseFile(): string {
  const system = { win32: 'win', darwin: 'mac', linux: 'linux' }[process.platform as string] ?? process.platform
  const processor = process.arch === 'arm' ? 'armv7l' : process.arch
  const folder = `${system}-${processor}${system === 'mac' && processor === 'arm64' ? '-metal' : ''}`
  const file = { win: 'ggml-base.dll', mac: 'libggml-base.dylib' }[system] ?? 'libggml-base.so'
  const require = createRequire(import.meta.resolve('node-llama-cpp'))
  const module = require.resolve(`@node-llama-cpp/${folder}`)
  return unpackedPath(join(dirname(dirname(module)), 'bins', folder, file))
}

/**
 * ggml's own routine that dequantizes a type. Null where ggml has none: plain numbers, and Q8_1, which it computes with
 * but stores in no file. Throws where the library packs the type otherwise than expected.
 */
export function ggmlToFloats(type: PackedType): ToFloats | null {
  const library = openBase()
  const traits = koffi.decode(
    (library.func('const void *ggml_get_type_traits(int type)') as (type: number) => bigint)(type.number),
    'ggml_type_traits',
  ) as TypeTraits
  const ggmlType = {
    name: traits.type_name.toUpperCase(),
    block: Number(traits.blck_size),
    bytes: Number(traits.type_size),
  }
  if (ggmlType.name !== type.name.toUpperCase() || ggmlType.block !== type.block || ggmlType.bytes !== type.bytes) {
    const { name, block, bytes } = type
    throw new Error(`expected ggml's type ${JSON.stringify({ name, block, bytes })}, found ${JSON.stringify(ggmlType)}`)
  }
  const unnamed = unnamedRoutines[type.name]
  const routine =
    unnamed !== undefined
      ? library.func(`void ${unnamed}(const void *packed, void *floats, int64_t count)`)
      : traits.to_float === null
        ? null
        : koffi.decode(traits.to_float, toFloat)
  return routine as ToFloats | null
}
