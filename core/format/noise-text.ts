import { plural } from './quantity.ts'

/** What is known of the engine's noise in a probe. */
export interface KnownNoise {
  /** Over the genes on which it was measured; null where it was on none. */
  readonly noise: { readonly genes: number; readonly mean: number; readonly max: number } | null
  /** Genes on which it is still to be measured. */
  readonly unmeasured: readonly number[]
}

/** What is missing, in words; null where nothing is. Bounds leave out a noise that is not known. */
export function missingNoise({ noise, unmeasured }: KnownNoise): string | null {
  if (unmeasured.length === 0) return noise === null ? 'could not be measured' : null
  if (noise === null) return 'not measured yet'
  return `measured on ${String(noise.genes)} of ${plural(noise.genes + unmeasured.length, 'gene')} so far`
}
