import type { Precision } from '../schemas/load-settings.ts'

/** Stored next-token distributions differ least from batch to batch in the first of these. */
export const precisionOrder: readonly Precision[] = ['f32', 'float', 'file']

const floatTensorTypes: ReadonlySet<string> = new Set(['F64', 'F32', 'F16', 'BF16', 'I8', 'I16', 'I32', 'I64'])

/** Whether no tensor of these ggml types (as `F16`, `Q4_K`) is quantized. */
export function hasFloatWeights(tensorTypes: readonly { readonly type: string }[]): boolean {
  return tensorTypes.every(({ type }) => floatTensorTypes.has(type.toUpperCase()))
}

/**
 * Bytes of a model's weights as floats, with 5 percent for what does not shrink (norms stay F32) and for the
 * vocabulary.
 */
export function floatBytes(parameters: number, precision: 'float' | 'f32'): number {
  return Math.ceil(parameters * (precision === 'f32' ? 4 : 2) * 1.05) + 16 * 2 ** 20
}

/** Memory beside the weights: at most 1 GiB of keys and values, logits, compute buffers. */
const besideWeights = 1.5 * 2 ** 30
/** Disk that stays free. */
const spareDisk = 2 ** 30

export interface FreeSpace {
  /** Bytes of memory that can be had without swapping, and of disk where dequantized copies are kept. */
  readonly memory: number
  readonly disk: number
}

/** What `auto` takes for a model, and why, in words. Weights that are floats already are evaluated as stored. */
export function choosePrecision(
  model: { readonly tensorTypes: readonly { readonly type: string }[]; readonly parameters: number },
  freeSpace: FreeSpace,
): { readonly precision: Precision; readonly reason: string } {
  if (hasFloatWeights(model.tensorTypes)) return { precision: 'file', reason: 'its weights are floats' }
  const bytes = floatBytes(model.parameters, 'float')
  if (bytes + besideWeights > freeSpace.memory) {
    return {
      precision: 'file',
      reason: `its dequantized weights need about ${gibibytes(bytes + besideWeights)} of memory, ${gibibytes(freeSpace.memory)} available`,
    }
  }
  if (bytes + spareDisk > freeSpace.disk) {
    return {
      precision: 'file',
      reason: `its dequantized weights need ${gibibytes(bytes + spareDisk)} of disk, ${gibibytes(freeSpace.disk)} free`,
    }
  }
  return { precision: 'float', reason: 'memory and disk allow it' }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
