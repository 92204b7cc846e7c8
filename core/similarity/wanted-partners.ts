/** The pairs that are wanted, by model: those of model i lie from `starts[i]` to before `starts[i + 1]`. */
export interface WantedPartners {
  readonly starts: Int32Array
  readonly partner: Int32Array
  /** Which of the wanted pairs it is. */
  readonly pair: Int32Array
}

/** @param pairs two models for each pair */
export function wantedPartners(pairs: ArrayLike<number>, models: number): WantedPartners {
  const count = new Int32Array(models + 1)
  for (let index = 0; index < pairs.length; index += 1) count[pairs[index]! + 1]! += 1
  for (let model = 0; model < models; model += 1) count[model + 1]! += count[model]!
  const partners = {
    starts: count.slice(),
    partner: new Int32Array(pairs.length),
    pair: new Int32Array(pairs.length),
  }
  for (let index = 0; index < pairs.length; index += 1) {
    const at = count[pairs[index]!]!
    count[pairs[index]!] = at + 1
    // The two of a pair stand beside each other.
    partners.partner[at] = pairs[index ^ 1]!
    partners.pair[at] = index >> 1
  }
  return partners
}

/**
 * Some models such that every wanted pair has at least one of them, as 1 in a list of all: the new ones where some are
 * compared with many that are known among each other, and all where most are needed anyway.
 */
export function coveringModels({ starts, partner }: WantedPartners): Uint8Array {
  const models = starts.length - 1
  const covering = new Uint8Array(models)
  const count = (model: number): number => starts[model + 1]! - starts[model]!
  const order = Int32Array.from(covering, (_, model) => model).sort((i, j) => count(j) - count(i) || i - j)
  let chosen = 0
  for (const model of order) {
    let isNeeded = false
    for (let at = starts[model]!; at < starts[model + 1]! && !isNeeded; at += 1) isNeeded = covering[partner[at]!] === 0
    if (!isNeeded) continue
    covering[model] = 1
    chosen += 1
  }
  return 2 * chosen > models ? covering.fill(1) : covering
}
