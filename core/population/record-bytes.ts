import { plural } from '../format/quantity.ts'

/** Bytes that are not a gene's record, or not one that this version can read. */
export class PopulationRecordError extends Error {
  override readonly name = 'PopulationRecordError'
}

/** A growing byte array. */
export class ByteWriter {
  #bytes = new Uint8Array(4096)
  #length = 0
  readonly #cell = new DataView(new ArrayBuffer(8))

  get bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#length)
      longer.set(this.#bytes)
      this.#bytes = longer
    }
    this.#bytes[this.#length] = value
    this.#length += 1
  }

  /** Seven bits a byte, lowest first, high bit set where more follow; `value` a whole number below 2^53. */
  whole(value: number): void {
    let left = value
    while (left >= 128) {
      this.byte((left % 128) + 128)
      left = Math.floor(left / 128)
    }
    this.byte(left)
  }

  /** Little-endian IEEE 754 double. */
  double(value: number): void {
    this.#cell.setFloat64(0, value, true)
    for (let index = 0; index < 8; index += 1) this.byte(this.#cell.getUint8(index))
  }
}

/** Reads within bounds; every failure is a PopulationRecordError that names the place. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  fail(expected: string, found: string): never {
    throw new PopulationRecordError(`gene record, byte ${this.#at}: expected ${expected}, found ${found}`)
  }

  /** Fails where fewer bytes are left. */
  need(count: number, what: string): void {
    if (this.left < count) this.fail(`${plural(count, 'byte')} of ${what}`, `${this.left}`)
  }

  byte(what: string): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) this.fail(`${plural(1, 'byte')} of ${what}`, '0')
    this.#at += 1
    return value
  }

  whole(what: string): number {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const part = this.byte(what)
      value += (part % 128) * unit
      if (value > Number.MAX_SAFE_INTEGER) this.fail(`${what} below 2^53`, 'a larger number')
      if (part < 128) return value
    }
  }

  /** A count of things that take at least `size` bytes each, so that a false count cannot ask for memory. */
  count(what: string, size: number): number {
    const value = this.whole(`the number of ${what}`)
    if (value * size > this.left)
      this.fail(`at most ${Math.floor(this.left / size)} ${what} in the bytes left`, `${value}`)
    return value
  }

  double(what: string): number {
    this.need(8, what)
    const value = this.#view.getFloat64(this.#at, true)
    this.#at += 8
    if (!Number.isFinite(value)) this.fail(`a finite ${what}`, `${value}`)
    return value
  }

  /** Puts the next bytes at `to` of some others, which must have room for them. */
  copy(count: number, bytes: Uint8Array, to: number, what: string): void {
    this.need(count, what)
    const from = this.#at
    for (let at = 0; at < count; at += 1) bytes[to + at] = this.#bytes[from + at]!
    this.#at = from + count
  }

  take(count: number, what: string): Uint8Array {
    this.need(count, what)
    const part = this.#bytes.subarray(this.#at, this.#at + count)
    this.#at += count
    return part
  }
}
