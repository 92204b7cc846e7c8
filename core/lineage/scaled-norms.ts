import { wholePair } from './compare-sketches.ts'
import { matchedUnits } from './matched-units.ts'
import { tensorRole } from './tensor-role.ts'
import type { TensorSketch } from './tensor-sketch.ts'
import { weightChange } from './weight-change.ts'

/** Norms of a layer, the matrices that read what they scale, and those that write behind these. */
const parts = [
  { norm: ['attn_norm'], readers: ['attn_q', 'attn_k', 'attn_v', 'attn_qkv'], writers: ['attn_output'] },
  {
    norm: ['ffn_norm'],
    readers: ['ffn_gate', 'ffn_up', 'ffn_gate_exps', 'ffn_up_exps'],
    writers: ['ffn_down', 'ffn_down_exps'],
  },
] as const

/**
 * Relative change of a norm over that of the matrices behind it. Where scale moved from the one into the other it is
 * about 1 (0.7 to 1.2 where factors are log-normal with deviations of 0.1 to 0.7). In trainings it is 0.02 to 0.13 for
 * the finetunes of the nursery, and 0.5 at most for stages of the ladder, whose norms are still far from what they
 * become.
 */
const [leastRatio, mostRatio] = [0.6, 2] as const
/** Training changes what is written as much as what is read: less than this share of it says that scale moved. */
const mostWritten = 0.5
/** Hidden units with the norms folded in are 0.8 to 1 times as far as in place where nothing was scaled. */
const mostFolded = 0.75
/** Smaller changes of norms matter little: factors of 0.5 %. */
const leastChange = 0.005

/**
 * Whether scale was moved between norms and the matrices behind them, column by column, as quantizers do that even out
 * activations. What the model computes is the same then, and lengths of matrices say nothing of training. Norms have
 * changed about as much as the matrices that read them, and either those that write have not, or hidden units are
 * nearer with the norms folded in than without.
 */
export function haveScaledNorms(left: readonly TensorSketch[], right: readonly TensorSketch[]): boolean {
  const rightByName = new Map(right.map((tensor) => [tensor.name, tensor]))
  /** Relative change of the tensors of some roles, over all layers; null where there are none. */
  const changeOf = (names: readonly string[]): number | null => {
    const roles = new Set(names.map((name) => `${name}.weight`))
    const pairs = left.flatMap((tensor) => {
      const { layer, role } = tensorRole(tensor.name)
      const partner = rightByName.get(tensor.name)
      return layer === null || partner === undefined || !roles.has(role) ? [] : (wholePair(tensor, partner) ?? [])
    })
    return pairs.length === 0 ? null : weightChange(pairs).relativeDistance
  }
  const changes = parts.flatMap(({ norm, readers, writers }) => {
    const [ofNorm, read, written] = [changeOf(norm), changeOf(readers), changeOf(writers)]
    if (ofNorm === null || read === null || ofNorm < leastChange) return []
    return ofNorm >= leastRatio * read && ofNorm <= mostRatio * read ? [{ read, written }] : []
  })
  if (changes.length === 0) return false
  if (changes.some(({ read, written }) => written !== null && written < mostWritten * read)) return true
  const matched = matchedUnits(left, right, [])
  if (matched === null || matched.inPlaceDistance === null) return false
  return matched.relativeDistance < mostFolded * matched.inPlaceDistance
}
