import { choosePrecision, hasFloatWeights, type FreeSpace } from '../../native/precision/choose-precision.ts'
import type { Precision } from '../../native/schemas/load-settings.ts'
import type { StoredModel } from '../store/model-store.ts'

/**
 * The precision a model is evaluated in, and why where it was left open: what was begun with dequantized weights goes
 * on with them, so that all of its results are evaluated alike.
 *
 * @param isBegun whether results are stored in a precision
 */
export function precisionFor(
  model: StoredModel,
  asked: Precision | 'auto',
  isBegun: (precision: Precision) => boolean,
  freeSpace: () => FreeSpace,
): { readonly precision: Precision; readonly reason: string | null } {
  // Weights that are floats would come out of it as they are.
  if (asked === 'float' && hasFloatWeights(model.tensorTypes))
    return { precision: 'file', reason: 'its weights are floats' }
  if (asked !== 'auto') return { precision: asked, reason: null }
  const begun = (['f32', 'float'] as const).find(isBegun)
  if (begun !== undefined) return { precision: begun, reason: 'this was begun so' }
  return choosePrecision(model, freeSpace())
}
