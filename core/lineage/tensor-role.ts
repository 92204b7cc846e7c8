/** What a tensor does in a model: the same in each layer that has one. */
export interface TensorRole {
  /** From 0; null outside the layers. */
  readonly layer: number | null
  /** The name without the layer: `ffn_up.weight` for `blk.3.ffn_up.weight`. */
  readonly role: string
}

/** Layer and role that a tensor's name tells, by llama.cpp's names. */
export function tensorRole(name: string): TensorRole {
  const match = /^blk\.(\d{1,6})\.(.+)$/.exec(name)
  return match === null ? { layer: null, role: name } : { layer: Number(match[1]), role: match[2]! }
}

const alikeAtFirst =
  /^(ssm_a|ssm_d|ssm_conv1d|time_mix_(?:w|a|v|g)0|time_mix_lerp\w*|time_mix_decay|time_mix_first)(?:\.|$)/

/** Whether a matrix of this role begins at random: some of state spaces begin alike in all models. */
export function beginsAtRandom(role: string): boolean {
  return !alikeAtFirst.test(role)
}

/** Layers of a model by the names of its tensors: one more than the highest number; 0 where no tensor has one. */
export function depthOf(tensors: readonly { readonly name: string }[]): number {
  return tensors.reduce((depth, { name }) => Math.max(depth, (tensorRole(name).layer ?? -1) + 1), 0)
}

/** Dimensions of a tensor without those of length 1, which hold nothing: two or more of a matrix. */
export function longDimensions(dimensions: readonly number[]): number[] {
  return dimensions.filter((length) => length > 1)
}

/** Whether a tensor of these dimensions is a matrix, or several: more than one of them is longer than 1. */
export function isMatrix(dimensions: readonly number[]): boolean {
  return longDimensions(dimensions).length > 1
}
