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
