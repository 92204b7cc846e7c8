import type { Measure } from '../api/comparison-contract.ts'

export const measureNames: Readonly<Record<Measure, string>> = {
  nei: 'Nei, pooled over genes',
  'nei-mean': 'Cosine, mean over genes',
}
