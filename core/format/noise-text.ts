import { plural } from './quantity.ts'

/** What is known of the engine's noise in a probe. */
export interface KnownNoise {
  /** Over the genes on which it was measured; null where it was on none. */
  readonly noise: {
    readonly genes: number
    readonly mean: number
    readonly max: number
    /** Genes on which it could not be measured; absent: none. */
    readonly failed?: number | undefined
  } | null
  /** Genes on which it is still to be measured. */
  readonly unmeasured: readonly number[]
}

/** What is missing, in words; null where nothing is. Bounds leave out a noise that is not known. */
export function missingNoise({ noise, unmeasured }: KnownNoise): string | null {
  if (noise === null) return unmeasured.length === 0 ? 'could not be measured' : 'not measured yet'
  const { genes, failed = 0 } = noise
  if (unmeasured.length === 0 && failed === 0) return null
  const measured = `measured on ${String(genes)} of ${plural(genes + failed + unmeasured.length, 'gene')}`
  return unmeasured.length === 0 ? `${measured}, could not be on the others` : `${measured} so far`
}
