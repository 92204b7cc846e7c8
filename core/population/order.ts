import type { Allele, Residue } from './population.ts'

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** Most probable first; ties by text (UTF-16 code units), a full allele before an end allele. */
export function compareAlleles(left: Allele, right: Allele): number {
  return right.p - left.p || compareTexts(left.text, right.text) || Number(left.end) - Number(right.end)
}

/** Most probable first; ties by prefix (UTF-16 code units). */
export function compareResidue(left: Residue, right: Residue): number {
  return right.p - left.p || compareTexts(left.prefix, right.prefix)
}
