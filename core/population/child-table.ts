/**
 * Numbers the children of numbered parents: (parent, label) pairs get 0, 1, 2, ... in the order in which they are first
 * met. Both are whole numbers of 32 bits. Open addressing: a look-up costs no string and no object, which is what the
 * expansion spends its time on.
 */
export class ChildTable {
  #count = 0
  #parent = new Int32Array(64)
  #label = new Int32Array(64)
  /** Number + 1 of the pair that lies in a slot, 0 where it is free; at most half of the slots are taken. */
  #slots = new Int32Array(128)

  /** Pairs numbered so far. */
  get count(): number {
    return this.#count
  }

  /** Parent and label of each number; longer than `count`, and replaced as the table grows. */
  get parent(): Int32Array {
    return this.#parent
  }

  get label(): Int32Array {
    return this.#label
  }

  /** The number of a pair; a new one where it has not been met. */
  numberOf(parent: number, label: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = hash(parent, label) & mask
    for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
      const number = held - 1
      if (this.#parent[number] === parent && this.#label[number] === label) return number
      slot = (slot + 1) & mask
    }
    const number = this.#count
    if (2 * number >= slots.length) {
      this.#grow()
      return this.numberOf(parent, label)
    }
    this.#parent[number] = parent
    this.#label[number] = label
    slots[slot] = number + 1
    this.#count = number + 1
    return number
  }

  /** Forgets all pairs; keeps the room. */
  clear(): void {
    this.#slots.fill(0)
    this.#count = 0
  }

  #grow(): void {
    const size = 2 * this.#slots.length
    const slots = new Int32Array(size)
    for (let number = 0; number < this.#count; number += 1) {
      let slot = hash(this.#parent[number]!, this.#label[number]!) & (size - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1)
      slots[slot] = number + 1
    }
    this.#slots = slots
    this.#parent = longer(this.#parent, size >> 1)
    this.#label = longer(this.#label, size >> 1)
  }
}

/** Multiplicative hashing with two odd constants near 2^32 / phi, mixed once. */
function hash(parent: number, label: number): number {
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(label + 1, 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

function longer(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length)
  copy.set(array)
  return copy
}
