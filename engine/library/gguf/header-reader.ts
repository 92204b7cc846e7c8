import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { type ByteSource, ByteWindow, fileSource } from './byte-window.ts'
import { GgufError } from './gguf-error.ts'
import { headerLimits } from './header-limits.ts'
import { formatBytes, otherFormat } from './other-format.ts'
import { removedTensorTypes, tensorTypes } from './tensor-types.ts'
import {
  arrayType,
  type MetadataArray,
  type MetadataEntry,
  type MetadataValue,
  type RepeatedText,
  scalarTypes,
  stringType,
} from './value-types.ts'

export interface TensorInfo {
  readonly name: string
  /** Name of the tensor type, e.g. `Q4_K`. */
  readonly type: string
  readonly dimensions: readonly number[]
  readonly elements: number
  readonly bytes: number
  /** Bytes from the start of the tensor data. */
  readonly offset: number
}

export interface GgufHeader {
  readonly version: number
  readonly fileBytes: number
  readonly metadata: ReadonlyMap<string, MetadataEntry>
  readonly tensors: readonly TensorInfo[]
  readonly alignment: number
  /** Where the tensor data begin. */
  readonly dataStart: number
}

/** Told of each token of the vocabulary in its order: its bytes, a view that is good until it returns. */
type TokenListener = (token: Uint8Array) => void

interface Budget {
  /** Elements that arrays may still hold. */
  elements: number
  readonly onToken: TokenListener | undefined
}

/** The list of tokens. Models that share it have the same tokenizer, so a digest of the whole is kept. */
export const vocabularyKey = 'tokenizer.ggml.tokens'

const decoder = new TextDecoder('utf-8')
// The shortest entry: key length, a one-byte key, type, a one-byte value; and a tensor: name length, counts, type,
// offset.
const leastKeyBytes = 8 + 1 + 4 + 1
const leastTensorBytes = 8 + 4 + 4 + 8

/**
 * Reads and checks the header of a GGUF file (versions 2 and 3, little endian) in slices, without touching the tensor
 * data. Sizes and counts are believed only as far as the file's own size allows. Throws GgufError with a message for
 * the reader.
 */
export async function readGgufHeader(path: string, onToken?: TokenListener): Promise<GgufHeader> {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) => {
    throw unreadable(error)
  })
  try {
    const stat = await handle.stat()
    if (stat.isDirectory()) throw new GgufError('Expected a GGUF file, found a folder.', 'unreadable', folderInstead)
    if (!stat.isFile()) throw new GgufError('Expected a GGUF file, found a device, pipe or socket.', 'no-file')
    return await readHeader(fileSource(handle, stat.size), onToken)
  } catch (error) {
    if (error instanceof GgufError) throw error
    throw unreadable(error)
  } finally {
    await handle.close()
  }
}

const folderInstead = 'Choose a file in it, or add the folder itself.'

function unreadable(error: unknown): GgufError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return new GgufError('The file does not exist.', 'unreadable', 'Look where it lies now.')
  if (code === 'EISDIR') return new GgufError('Expected a GGUF file, found a folder.', 'unreadable', folderInstead)
  const reason =
    code === 'EACCES' || code === 'EPERM'
      ? `permission denied (${code})`
      : error instanceof Error
        ? error.message
        : String(error)
  return new GgufError(`The file cannot be read: ${reason}.`, 'unreadable')
}

/** The same from any source of bytes. */
export async function readHeader(source: ByteSource, onToken?: TokenListener): Promise<GgufHeader> {
  if (source.size === 0) throw new GgufError('The file is empty (0 bytes).', 'download')
  const window = new ByteWindow(source)
  const version = await readMagicAndVersion(window)
  await window.need(16, 'the tensor and key counts')
  const tensorCount = checkedCount(window.uint64(), 'tensors', headerLimits.tensors, leastTensorBytes, source.size)
  const keyCount = checkedCount(window.uint64(), 'metadata keys', headerLimits.keys, leastKeyBytes, source.size)

  const budget: Budget = { elements: headerLimits.arrayElements, onToken }
  const metadata = new Map<string, MetadataEntry>()
  for (let index = 0; index < keyCount; index += 1) {
    const entry = await readEntry(window, budget, index, keyCount)
    if (metadata.has(entry.key)) throw new GgufError(`Metadata key ${quoted(entry.key)} appears twice.`)
    metadata.set(entry.key, entry)
  }

  const alignment = readAlignment(metadata)
  const tensors: TensorInfo[] = []
  for (let index = 0; index < tensorCount; index += 1)
    tensors.push(await readTensor(window, alignment, index, tensorCount))
  checkHeaderSize(window)

  const dataStart = Math.ceil(window.position / alignment) * alignment
  checkTensorData(tensors, dataStart, source.size)
  return { version, fileBytes: source.size, metadata, tensors, alignment, dataStart }
}

async function readMagicAndVersion(window: ByteWindow): Promise<number> {
  const size = window.source.size
  const headBytes = Math.min(formatBytes, size)
  await window.need(headBytes, 'the magic number')
  const head = window.peek(headBytes)
  if (decoder.decode(head.subarray(0, 4)) !== 'GGUF') throw otherFormat(head, size)
  window.bytes(4)
  await window.need(4, 'the version')
  const version = window.uint32()
  if (version === 2 || version === 3) return version
  const swapped = ((version & 0xff) << 24) | ((version & 0xff00) << 8) | ((version >>> 8) & 0xff00) | (version >>> 24)
  if (swapped >>> 0 <= 3 && swapped !== 0) {
    throw new GgufError(
      `The file is big-endian GGUF (version ${String(swapped)}); only little-endian files can be read on this machine.`,
      'damaged',
      'Take the little-endian file of the model, or convert it again.',
    )
  }
  if (version === 1)
    throw new GgufError('The file is GGUF version 1, which llama.cpp no longer reads; expected version 2 or 3.')
  throw new GgufError(
    `Expected GGUF version 2 or 3, found version ${String(version)}: the file is newer than this version of Cladescope.`,
    'unknown',
  )
}

/** A count that the file is large enough for. */
function checkedCount(count: bigint, what: string, limit: number, leastBytes: number, fileBytes: number): number {
  if (count > BigInt(limit)) {
    throw new GgufError(
      `The header claims ${String(count)} ${what}; more than ${String(limit)} are not accepted. The file is damaged or not a model.`,
    )
  }
  if (Number(count) * leastBytes > fileBytes) {
    throw new GgufError(
      `The header claims ${String(count)} ${what}, which need at least ${String(Number(count) * leastBytes)} bytes; the file has ${String(fileBytes)}.`,
    )
  }
  return Number(count)
}

function checkHeaderSize(window: ByteWindow): void {
  if (window.position > headerLimits.headerBytes) {
    throw new GgufError(`The header is longer than ${String(headerLimits.headerBytes)} bytes; that is not accepted.`)
  }
}

/** Reads the length of a string of which the window holds the eight bytes. */
function checkedLength(window: ByteWindow, what: string, limit: number): number {
  const length = window.uint64()
  if (length > BigInt(limit)) {
    throw new GgufError(
      `The length of ${what} is given as ${String(length)} bytes; more than ${String(limit)} are not accepted.`,
    )
  }
  if (Number(length) > window.left) {
    throw new GgufError(
      `The header is cut off: expected ${String(length)} bytes for ${what} at byte ${String(window.position)}, found ${String(window.left)} (the file has ${String(window.source.size)} bytes).`,
      'download',
    )
  }
  return Number(length)
}

async function readText(window: ByteWindow, what: string, limit: number): Promise<string> {
  return decoder.decode(await readTextBytes(window, what, limit))
}

/** A view of the window, good until it moves on. */
async function readTextBytes(window: ByteWindow, what: string, limit: number): Promise<Uint8Array> {
  if (!window.holds(8)) await window.need(8, `the length of ${what}`)
  const length = checkedLength(window, what, limit)
  if (!window.holds(length)) await window.need(length, what)
  return window.bytes(length)
}

async function readEntry(window: ByteWindow, budget: Budget, index: number, count: number): Promise<MetadataEntry> {
  checkHeaderSize(window)
  const entryName = `metadata key ${String(index + 1)} of ${String(count)}`
  const key = await readText(window, entryName, headerLimits.nameBytes)
  if (key === '') throw new GgufError(`Expected a name for ${entryName}, found an empty one.`)
  await window.need(4, `the type of ${quoted(key)}`)
  const typeNumber = window.uint32()
  const { type, value } = await readValue(window, typeNumber, key, budget, 0)
  return { key, type, value }
}

async function readValue(
  window: ByteWindow,
  typeNumber: number,
  key: string,
  budget: Budget,
  depth: number,
): Promise<{ type: string; value: MetadataValue }> {
  const what = `the value of ${quoted(key)}`
  if (typeNumber === stringType)
    return { type: 'string', value: await readText(window, what, headerLimits.stringBytes) }
  if (typeNumber === arrayType) {
    const value = await readArray(window, key, budget, depth + 1)
    return { type: `array of ${value.type}`, value }
  }
  const scalar = scalarTypes.get(typeNumber)
  if (scalar === undefined)
    throw new GgufError(
      `Metadata key ${quoted(key)} has the unknown value type ${String(typeNumber)}; expected 0 to 12.`,
    )
  await window.need(scalar.bytes, what)
  return { type: scalar.name, value: window.value(scalar.bytes, scalar.read) }
}

async function readArray(window: ByteWindow, key: string, budget: Budget, depth: number): Promise<MetadataArray> {
  if (depth > headerLimits.arrayDepth) {
    throw new GgufError(`The arrays of ${quoted(key)} are nested more than ${String(headerLimits.arrayDepth)} deep.`)
  }
  await window.need(12, `the array of ${quoted(key)}`)
  const typeNumber = window.uint32()
  const claimed = window.uint64()
  const scalar = scalarTypes.get(typeNumber)
  if (scalar === undefined && typeNumber !== stringType && typeNumber !== arrayType) {
    throw new GgufError(
      `The array of ${quoted(key)} has the unknown element type ${String(typeNumber)}; expected 0 to 12.`,
    )
  }
  const leastBytes = scalar?.bytes ?? (typeNumber === stringType ? 8 : 12)
  if (claimed > BigInt(budget.elements)) {
    throw new GgufError(
      `The array of ${quoted(key)} claims ${String(claimed)} elements; a header may hold ${String(headerLimits.arrayElements)} in all. The file is damaged or not a model.`,
    )
  }
  const count = Number(claimed)
  if (count * leastBytes > window.left) {
    throw new GgufError(
      `The array of ${quoted(key)} claims ${String(count)} elements, which need at least ${String(count * leastBytes)} bytes; ${String(window.left)} are left in the file.`,
      'download',
    )
  }
  budget.elements -= count
  const first: MetadataValue[] = []
  if (scalar !== undefined) {
    for (let index = 0; index < count && index < headerLimits.keptElements; index += 1) {
      if (!window.holds(scalar.bytes)) await window.need(scalar.bytes, `the array of ${quoted(key)}`)
      first.push(window.value(scalar.bytes, scalar.read))
    }
    window.skip((count - first.length) * scalar.bytes, `the array of ${quoted(key)}`)
    return { count, type: scalar.name, first }
  }
  const element = `an element of ${quoted(key)}`
  let type = typeNumber === stringType ? 'string' : 'array'
  const hash =
    typeNumber === stringType && key === vocabularyKey ? createHash('sha256').update(`${String(count)}\n`) : undefined
  const seen = new SeenTexts()
  let repeated: RepeatedText | undefined
  for (let index = 0; index < count; index += 1) {
    if (typeNumber === arrayType) {
      const inner = await readArray(window, key, budget, depth + 1)
      type = `array of ${inner.type}`
      if (index < headerLimits.keptElements) first.push(inner)
    } else if (hash !== undefined || index < headerLimits.keptElements) {
      const bytes = await readTextBytes(window, element, headerLimits.stringBytes)
      if (hash !== undefined) {
        hash.update(bytes)
        budget.onToken?.(bytes)
        repeated ??= seen.add(bytes, index)
      }
      if (index < headerLimits.keptElements) first.push(decoder.decode(bytes))
    } else {
      // No promise and no text per token: a vocabulary has hundreds of thousands.
      if (!window.holds(8)) await window.need(8, element)
      window.skip(checkedLength(window, element, headerLimits.stringBytes), element)
    }
    if (index % 4096 === 0) checkHeaderSize(window)
  }
  if (hash === undefined) return { count, type, first }
  return { count, type, first, digest: hash.digest('hex'), ...(repeated === undefined ? {} : { repeated }) }
}

/** Finds the first text that stands in a list twice; empty ones do not count, as llama.cpp gives each its own name. */
class SeenTexts {
  private readonly indices = new Map<string, number>()

  add(bytes: Uint8Array, index: number): RepeatedText | undefined {
    // Byte for byte: what is no UTF-8 would decode to the same sign.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    if (text === '' || this.indices.size >= headerLimits.comparedTexts) return undefined
    const first = this.indices.get(text)
    this.indices.set(text, index)
    return first === undefined ? undefined : { text: decoder.decode(bytes), first, second: index }
  }
}

function readAlignment(metadata: ReadonlyMap<string, MetadataEntry>): number {
  const entry = metadata.get('general.alignment')
  if (entry === undefined) return 32
  const value = entry.value
  const valid =
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value > 0 &&
    value <= headerLimits.alignment &&
    (value & (value - 1)) === 0
  if (!valid) {
    throw new GgufError(
      `general.alignment must be a power of two up to ${String(headerLimits.alignment)}; found ${typeof value === 'object' ? 'an array' : String(value)}.`,
    )
  }
  return value
}

async function readTensor(window: ByteWindow, alignment: number, index: number, count: number): Promise<TensorInfo> {
  checkHeaderSize(window)
  const entryName = `tensor ${String(index + 1)} of ${String(count)}`
  const name = await readText(window, `the name of ${entryName}`, headerLimits.nameBytes)
  const what = `${entryName} (${quoted(name)})`
  await window.need(4, `the dimension count of ${what}`)
  const rank = window.uint32()
  if (rank > 4) throw new GgufError(`The header claims ${String(rank)} dimensions for ${what}; at most 4 are possible.`)
  await window.need(rank * 8 + 12, `the shape of ${what}`)
  const dimensions: number[] = []
  let elements = 1
  for (let dimension = 0; dimension < rank; dimension += 1) {
    const length = Number(window.uint64())
    elements *= length
    if (!Number.isSafeInteger(length) || !Number.isSafeInteger(elements)) {
      throw new GgufError(`The shape of ${what} is absurd: ${[...dimensions, length].join(' × ')} elements.`)
    }
    dimensions.push(length)
  }
  const typeNumber = window.uint32()
  const claimedOffset = window.uint64()
  const type = tensorTypes.get(typeNumber)
  if (type === undefined) {
    const removed = removedTensorTypes.get(typeNumber)
    throw new GgufError(
      removed === undefined
        ? `The type of ${what} is ${String(typeNumber)}, which this version does not know; the newest it knows is ${String(Math.max(...tensorTypes.keys()))}.`
        : `The type of ${what} is ${removed}, which llama.cpp no longer reads.`,
    )
  }
  const rowLength = dimensions[0] ?? 1
  if (rowLength % type.block !== 0) {
    throw new GgufError(
      `The rows of ${what} have ${String(rowLength)} elements; ${type.name} needs a multiple of ${String(type.block)}.`,
    )
  }
  const offset = Number(claimedOffset)
  if (!Number.isSafeInteger(offset))
    throw new GgufError(`The data of ${what} are said to begin at the absurd offset ${String(claimedOffset)}.`)
  if (offset % alignment !== 0) {
    throw new GgufError(
      `The data of ${what} begin at offset ${String(offset)}, which is not a multiple of the alignment ${String(alignment)}.`,
    )
  }
  return { name, type: type.name, dimensions, elements, bytes: (elements / type.block) * type.bytes, offset }
}

/** Every tensor must lie inside the file and apart from the others. */
function checkTensorData(tensors: readonly TensorInfo[], dataStart: number, fileBytes: number): void {
  const ordered = [...tensors].sort((left, right) => left.offset - right.offset)
  const names = new Set<string>()
  let end = 0
  let furthest: { tensor: TensorInfo; end: number } | undefined
  for (const tensor of ordered) {
    if (names.has(tensor.name)) throw new GgufError(`Tensor ${quoted(tensor.name)} appears twice.`)
    names.add(tensor.name)
    if (tensor.offset < end) {
      throw new GgufError(
        `The data of tensor ${quoted(tensor.name)} begin at offset ${String(tensor.offset)}, inside another tensor that ends at ${String(end)}.`,
      )
    }
    end = tensor.offset + tensor.bytes
    if (furthest === undefined || end > furthest.end) furthest = { tensor, end }
  }
  if (furthest !== undefined && dataStart + furthest.end > fileBytes) {
    throw new GgufError(
      `The file is truncated: its tensor data end at byte ${String(dataStart + furthest.end)} (tensor ${quoted(furthest.tensor.name)}), the file has ${String(fileBytes)} bytes, ${String(dataStart + furthest.end - fileBytes)} too few.`,
      'download',
    )
  }
}

function quoted(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}')
  return `"${clean.length > 80 ? `${clean.slice(0, 80)}…` : clean}"`
}
