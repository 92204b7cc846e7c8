import type { Job, ScoringJob } from '../engine/api/contract.ts'
import type { Remark } from '../engine/api/remark-contract.ts'
import type { Output } from './output.ts'

const inWords = { file: 'as the file is', float: 'with its weights as F16', f32: 'with its weights as F32' } as const

/**
 * Says on stderr which precision was taken where it was left open, but for weights that are floats anyway and where a
 * remark on the result says it.
 */
export function notePrecision(
  output: Pick<Output, 'note'>,
  jobs: readonly Pick<Job | ScoringJob, 'modelId' | 'modelName' | 'load' | 'precisionReason'>[],
  remarks: readonly Remark[],
): void {
  const remarked = new Set(remarks.flatMap(({ kind, modelIds }) => (kind === 'precision fallback' ? modelIds : [])))
  const lines = jobs.flatMap(({ modelId, modelName, load: { precision }, precisionReason: reason }) => {
    if (remarked.has(modelId) || reason === null || precision === undefined || precision === 'auto') return []
    if (precision === 'file' && reason === 'its weights are floats') return []
    return [`note: ${modelName}: evaluated ${inWords[precision]}: ${reason}`]
  })
  for (const line of new Set(lines)) output.note(line)
}
