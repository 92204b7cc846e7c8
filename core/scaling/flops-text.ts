import { flopsUnitDecades } from './training-compute.ts'

/** Compute in 1e21 FLOPs as a count of FLOPs: `8.4e22`. */
export function flopsText(flops: number): string {
  if (!(flops > 0)) return '0'
  const [digits, exponent] = flops.toExponential(2).split('e')
  return `${Number(digits)}e${Number(exponent) + flopsUnitDecades}`
}
