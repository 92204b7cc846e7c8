import fc from 'fast-check'
import type { Allele, GenePopulation, Residue } from '../../../core/population/population.ts'

/** Characters of an allele in these populations. */
export const chars = 3
const letters = ['a', 'b', '𝄞']

function texts(length: number): string[] {
  return length === 0 ? [''] : texts(length - 1).flatMap((text) => letters.map((letter) => text + letter))
}

export const fullTexts = texts(chars)
export const prefixes = [0, 1, 2].flatMap((length) => texts(length))

/** Every allele that can occur: all full texts, and every shorter text with an end mark. */
export const possible: readonly { text: string; end: boolean }[] = [
  ...fullTexts.map((text) => ({ text, end: false })),
  ...prefixes.map((text) => ({ text, end: true })),
]

/** Alleles and residue on a three-letter alphabet, most of them absent, summing to 1. */
export const population: fc.Arbitrary<GenePopulation> = fc
  .tuple(
    fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true })), {
      minLength: possible.length,
      maxLength: possible.length,
    }),
    fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 0.5, noNaN: true })), {
      minLength: prefixes.length,
      maxLength: prefixes.length,
    }),
  )
  .filter(([alleles, residue]) => [...alleles, ...residue].reduce((sum, p) => sum + p, 0) > 1e-3)
  .map(([alleleMass, residueMass]) => {
    const total = [...alleleMass, ...residueMass].reduce((sum, p) => sum + p, 0)
    const alleles: Allele[] = possible
      .map((allele, index) => ({ ...allele, p: alleleMass[index]! / total }))
      .filter(({ p }) => p > 0)
    const residue: Residue[] = prefixes
      .map((prefix, index) => ({ prefix, p: residueMass[index]! / total }))
      .filter(({ p }) => p > 0)
    return { alleles, residue }
  })

/**
 * A distribution that the population does not rule out: residue spread over alleles that begin with its prefix,
 * `choices` saying how (each picks one allele for a piece of residue; few distinct choices make the extreme cases
 * likely).
 */
export function assign(
  { alleles, residue }: GenePopulation,
  choices: readonly number[],
  pieces: number,
): Map<string, number> {
  const truth = new Map<string, number>()
  const add = (key: string, p: number): void => void truth.set(key, (truth.get(key) ?? 0) + p)
  for (const { text, end, p } of alleles) add(`${text}|${end}`, p)
  let next = 0
  for (const { prefix, p } of residue) {
    const fitting = possible.filter(({ text }) => text.startsWith(prefix))
    for (let piece = 0; piece < pieces; piece += 1) {
      const { text, end } = fitting[choices[next % choices.length]! % fitting.length]!
      next += 1
      add(`${text}|${end}`, p / pieces)
    }
  }
  return truth
}

/** As `assign`, but all residue that can goes to one allele: the worst case of a bound. */
export function assignTo(
  { alleles, residue }: GenePopulation,
  target: { text: string; end: boolean },
): Map<string, number> {
  const truth = new Map<string, number>()
  const add = (key: string, p: number): void => void truth.set(key, (truth.get(key) ?? 0) + p)
  for (const { text, end, p } of alleles) add(`${text}|${end}`, p)
  for (const { prefix, p } of residue) {
    const own = target.text.startsWith(prefix)
    const { text, end } = own ? target : possible.find((allele) => allele.text.startsWith(prefix))!
    add(`${text}|${end}`, p)
  }
  return truth
}

export function product(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const [key, p] of left) sum += p * (right.get(key) ?? 0)
  return sum
}

export function sumOfSquares(population: GenePopulation): number {
  return population.alleles.reduce((sum, { p }) => sum + p * p, 0)
}
