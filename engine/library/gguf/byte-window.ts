import { countText, plural } from '../../../core/format/quantity.ts'
import type { FileHandle } from 'node:fs/promises'
import { GgufError } from './gguf-error.ts'

const sliceBytes = 256 * 1024

/** A place to read bytes from: a file, or bytes in memory. */
export interface ByteSource {
  readonly size: number
  /** Fills `target` from `position`; answers how many bytes there were. */
  read(target: Uint8Array, position: number): Promise<number>
}

/** Bytes of an open file; `size` as its stat said. */
export function fileSource(handle: FileHandle, size: number): ByteSource {
  return {
    size,
    read: async (target, position) => (await handle.read(target, 0, target.length, position)).bytesRead,
  }
}

/**
 * Walks forward over a source of little-endian values, holding one slice of it at a time. Call `need` before reading
 * values; the reads themselves are synchronous, so that walking over a vocabulary costs no promise per token.
 */
export class ByteWindow {
  readonly source: ByteSource
  private slice = new Uint8Array(0)
  private view = new DataView(this.slice.buffer)
  private start = 0
  private cursor = 0

  constructor(source: ByteSource) {
    this.source = source
  }

  /** Absolute position of the next byte. */
  get position(): number {
    return this.start + this.cursor
  }

  get left(): number {
    return this.source.size - this.position
  }

  holds(count: number): boolean {
    return this.cursor + count <= this.slice.length
  }

  /** Makes `count` bytes readable; `what` names them in the error. */
  async need(count: number, what: string): Promise<void> {
    if (this.holds(count)) return
    const position = this.position
    if (count > this.left) {
      throw new GgufError(
        `The header is cut off: expected ${plural(count, 'byte')} for ${what} at byte ${countText(position)}, found ${countText(Math.max(0, this.left))} (the file has ${plural(this.source.size, 'byte')}).`,
        'download',
      )
    }
    const wanted = Math.min(Math.max(count, sliceBytes), this.left)
    const slice = new Uint8Array(wanted)
    let filled = 0
    while (filled < wanted) {
      const got = await this.source.read(slice.subarray(filled), position + filled)
      if (got === 0) break
      filled += got
    }
    if (filled < count) {
      throw new GgufError(
        `The header is cut off: expected ${plural(count, 'byte')} for ${what} at byte ${countText(position)}, found ${countText(filled)}.`,
        'download',
      )
    }
    this.slice = slice.subarray(0, filled)
    this.view = new DataView(slice.buffer, 0, filled)
    this.start = position
    this.cursor = 0
  }

  /** Moves on without reading. */
  skip(count: number, what: string): void {
    if (count > this.left) {
      throw new GgufError(
        `The header is cut off: expected ${plural(count, 'byte')} for ${what} at byte ${countText(this.position)}, found ${countText(Math.max(0, this.left))} (the file has ${plural(this.source.size, 'byte')}).`,
        'download',
      )
    }
    if (this.holds(count)) {
      this.cursor += count
      return
    }
    this.start = this.position + count
    this.slice = new Uint8Array(0)
    this.view = new DataView(this.slice.buffer)
    this.cursor = 0
  }

  /** The next bytes, without moving on. */
  peek(count: number): Uint8Array {
    return this.slice.subarray(this.cursor, this.cursor + count)
  }

  bytes(count: number): Uint8Array {
    const part = this.slice.subarray(this.cursor, this.cursor + count)
    this.cursor += count
    return part
  }

  uint32(): number {
    const value = this.view.getUint32(this.cursor, true)
    this.cursor += 4
    return value
  }

  uint64(): bigint {
    const value = this.view.getBigUint64(this.cursor, true)
    this.cursor += 8
    return value
  }

  /** A value of a fixed-size type, read by `read` from the view at the cursor. */
  value<T>(size: number, read: (view: DataView, offset: number) => T): T {
    const value = read(this.view, this.cursor)
    this.cursor += size
    return value
  }
}
