import { deviceText } from '../../core/format/environment-text.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'
import type { ModelRemark } from '../api/remark-contract.ts'
import { sentence } from './sentence.ts'

// What can change a result, as a reader would call it. Threads and the system line are left out: they change the
// last bits only where one of these does.
export const conditions: readonly (readonly [string, (environment: SourceEnvironment) => string])[] = [
  ['logit source', (environment) => environment.source],
  ['llama.cpp build', (environment) => `${environment.library} (${environment.build})`],
  ['backend', (environment) => environment.backend],
  ['device', deviceText],
  ['KV types', (environment) => `${environment.keyType}/${environment.valueType}`],
  ['flash attention', (environment) => (environment.flashAttention ? 'on' : 'off')],
]

/**
 * Beyond that, what can differ between sittings of one model only: between models it follows from the vocabulary. Older
 * results lack some.
 */
const shapes: readonly ((environment: SourceEnvironment) => number | undefined)[] = [
  (environment) => environment.batchTokens,
  (environment) => environment.computedTokens,
]

/** What must be known of the environments that a model's genes or items were evaluated in. */
export function evaluationRemarks(environments: readonly SourceEnvironment[]): ModelRemark[] {
  const fallback = environments.find((environment) => environment.fallback !== undefined)?.fallback
  const precisionFallback = environments.find(
    (environment) => environment.precisionFallback !== undefined,
  )?.precisionFallback
  const remarks: (ModelRemark | null)[] = [
    differ(environments)
      ? { kind: 'sittings', text: 'Evaluated in more than one sitting under differing conditions.' }
      : null,
    fallback === undefined
      ? null
      : {
          kind: 'source fallback',
          text: sentence(`The direct source could not be used, and the public API took its place: ${fallback}`),
        },
    precisionFallback === undefined
      ? null
      : {
          kind: 'precision fallback',
          text: sentence(
            `Dequantized weights could not be used, and weights as stored were evaluated: ${precisionFallback}`,
          ),
        },
  ]
  return remarks.filter((remark) => remark !== null)
}

function differ(environments: readonly SourceEnvironment[]): boolean {
  return (
    conditions.some(([, read]) => new Set(environments.map(read)).size > 1) ||
    shapes.some((read) => new Set(environments.map(read).filter((value) => value !== undefined)).size > 1)
  )
}
