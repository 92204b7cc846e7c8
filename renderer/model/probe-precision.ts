import type { ProbeSummary } from '../../engine/api/contract.ts'
import { weightsEvaluated } from '../../core/format/environment-text.ts'
import { missingNoise } from '../../core/format/noise-text.ts'
import { significant } from '../../core/format/quantity.ts'

/** What was evaluated of the model's weights: as stored in the file, or dequantized to F16 or F32. */
export function precisionText({ precision, environments }: Pick<ProbeSummary, 'precision' | 'environments'>): string {
  const evaluated = [...new Set(environments.map(weightsEvaluated))]
  return evaluated.length > 0
    ? evaluated.join(', ')
    : weightsEvaluated({ precision: precision === 'float' ? 'f16' : precision })
}

/** The engine's noise as total variation, mean over the genes on which it was measured, and what is missing of it. */
export function noiseText(probe: Pick<ProbeSummary, 'noise' | 'unmeasured'>): string {
  const mean = probe.noise === null ? null : significant(probe.noise.mean, 1)
  return [mean, missingNoise(probe)].filter((part) => part !== null).join(', ')
}
