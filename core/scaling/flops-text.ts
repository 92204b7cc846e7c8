import { trainingUnits } from './training-compute.ts'

/** Compute in 1e21 FLOPs as a count of FLOPs: `8.4e22`. */
export function flopsText(flops: number): string {
  if (!(flops > 0)) return '0'
  const exponent = Math.floor(Math.log10(flops * trainingUnits.flops))
  return `${Number((flops / 10 ** (exponent - 21)).toPrecision(3))}e${exponent}`
}
