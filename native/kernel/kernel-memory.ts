import { waitForChange } from '../threads/wait-for-change.ts'

const page = 65_536
/**
 * Address space that is set aside, 1 GiB; taken is what is written to. For alleles of 4 characters the largest
 * vocabularies need 15 MB and 10 MB per thread; a table for more than 8 characters takes 11 to 13 MB, so alleles of 32
 * may need 400 MB, and 20 MB per thread.
 */
const mostPages = 16_384
/** Everything lies at a multiple of this, so that no two threads write to one line of the processor's cache. */
const unit = 64
/** At the start of the memory: the units in use behind it, then the directory of shared records. */
const headerBytes = 1024
export const directorySlots = headerBytes / 4 - 1
const none = 0
const beingMade = -1
/**
 * Milliseconds after which a thread that makes a record is taken for lost; a table of a large vocabulary takes a tenth
 * of a second.
 */
const usualPatience = 5_000

/**
 * Memory for the kernels that the threads of a process have for one vocabulary (see vocabulary-kernel.ts). Each has its
 * own room in it; what does not change once it is made, such as a table of bins, is there once, as a record in the
 * directory. Views stay valid when the memory grows. V8 does not count it: it goes back to the system when nobody
 * refers to it and the collector comes by for other reasons.
 */
export class KernelMemory {
  /** To be handed to other threads, each of which makes a KernelMemory of it. */
  readonly shared: WebAssembly.Memory
  readonly #header: Int32Array

  constructor(shared = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true })) {
    this.shared = shared
    this.#header = new Int32Array(shared.buffer, 0, headerBytes / 4)
  }

  /** The memory as it is now: what `allocate` has given lies within it. */
  get buffer(): SharedArrayBuffer {
    return this.shared.buffer as SharedArrayBuffer
  }

  /**
   * Address of so many bytes of zeros that nobody else is given. Throws a RangeError where the memory cannot grow so
   * far.
   */
  allocate(bytes: number): number {
    const units = Math.ceil(bytes / unit)
    for (;;) {
      const used = Atomics.load(this.#header, 0)
      // Before the room is taken: one that cannot be had must not be in the way of others.
      this.#reach(headerBytes + unit * (used + units))
      if (Atomics.compareExchange(this.#header, 0, used, used + units) === used) return headerBytes + unit * used
    }
  }

  #reach(end: number): void {
    const missing = (): number => end - this.shared.buffer.byteLength
    if (missing() <= 0) return
    try {
      this.shared.grow(Math.ceil(missing() / page))
    } catch (error) {
      // Another thread may have let it grow far enough meanwhile, up to the limit.
      if (missing() > 0) throw error
    }
  }

  /**
   * Address of the record in a slot of the directory. Where there is none, `make` writes it and returns its address, in
   * one thread: others that ask meanwhile wait, unless that takes far too long.
   */
  record(slot: number, make: () => number, patience = usualPatience): number {
    if (!(slot >= 0 && slot < directorySlots))
      throw new RangeError(`expected a slot from 0 to ${directorySlots - 1}, found ${slot}`)
    const at = 1 + slot
    for (;;) {
      const before = Atomics.compareExchange(this.#header, at, none, beingMade)
      if (before === none) break
      if (before !== beingMade) return before
      if (waitForChange(this.#header, at, beingMade, patience) === 'timed-out') break
    }
    let address = none
    try {
      address = make()
      return address
    } finally {
      Atomics.store(this.#header, at, address)
      Atomics.notify(this.#header, at)
    }
  }
}
