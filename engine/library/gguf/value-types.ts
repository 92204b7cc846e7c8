/** The types a GGUF metadata value can have, by their number in the file (GGUF specification, versions 2 and 3). */
interface ScalarType {
  readonly name: string
  readonly bytes: number
  readonly read: (view: DataView, offset: number) => number | bigint | boolean
}

export const scalarTypes: ReadonlyMap<number, ScalarType> = new Map<number, ScalarType>([
  [0, { name: 'uint8', bytes: 1, read: (view, at) => view.getUint8(at) }],
  [1, { name: 'int8', bytes: 1, read: (view, at) => view.getInt8(at) }],
  [2, { name: 'uint16', bytes: 2, read: (view, at) => view.getUint16(at, true) }],
  [3, { name: 'int16', bytes: 2, read: (view, at) => view.getInt16(at, true) }],
  [4, { name: 'uint32', bytes: 4, read: (view, at) => view.getUint32(at, true) }],
  [5, { name: 'int32', bytes: 4, read: (view, at) => view.getInt32(at, true) }],
  [6, { name: 'float32', bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [7, { name: 'bool', bytes: 1, read: (view, at) => view.getUint8(at) !== 0 }],
  [10, { name: 'uint64', bytes: 8, read: (view, at) => view.getBigUint64(at, true) }],
  [11, { name: 'int64', bytes: 8, read: (view, at) => view.getBigInt64(at, true) }],
  [12, { name: 'float64', bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
])

export const stringType = 8
export const arrayType = 9

/** A text that a list holds twice, with the first two places. */
export interface RepeatedText {
  readonly text: string
  readonly first: number
  readonly second: number
}

/** A metadata array; only its first elements are kept. */
export interface MetadataArray {
  readonly count: number
  readonly type: string
  readonly first: readonly MetadataValue[]
  /** sha256 over the count and all elements; of the vocabulary only. */
  readonly digest?: string
  /** The first token that the vocabulary holds twice, if any. */
  readonly repeated?: RepeatedText
}

export type MetadataValue = number | bigint | boolean | string | MetadataArray

export interface MetadataEntry {
  readonly key: string
  readonly type: string
  readonly value: MetadataValue
}

/** A non-negative safe integer, or null for anything else. */
export function numberOf(value: MetadataValue | undefined): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null
}
