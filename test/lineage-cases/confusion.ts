import { lineageCase } from './cases.ts'
import type { Material } from './material.ts'
import { type PairVerdict, type Told, toldKinds, type Truth, verdicts } from './verdict.ts'

/** How often a lineage is right, over pairs of models in cases of known descent. */
export interface Confusion {
  readonly cases: number
  readonly pairs: number
  /** By what is true, what is told and how often. */
  readonly rows: readonly { readonly truth: Truth; readonly told: Readonly<Partial<Record<Told, number>>> }[]
  /** Area under the curve of the evidence of a relation: 1 where all related pairs have more than all others. */
  readonly relationArea: number
  /** Directions that are stated, of all kinds and of finetunes alone. */
  readonly directions: Directions
  readonly finetuneDirections: Directions
}

export interface Directions {
  readonly right: number
  readonly wrong: number
}

/** Verdicts on the first `count` cases for which there is material. */
export async function caseVerdicts(
  material: Material,
  count: number,
  onCase: (done: number) => void = () => undefined,
): Promise<{ readonly cases: number; readonly pairs: PairVerdict[] }> {
  const pairs: PairVerdict[] = []
  let cases = 0
  for (let index = 0; cases < count; index += 1) {
    const made = lineageCase(material, index)
    if (made === null) continue
    pairs.push(...(await verdicts(made)))
    cases += 1
    onCase(cases)
  }
  return { cases, pairs }
}

export function confusionOf(cases: number, pairs: readonly PairVerdict[]): Confusion {
  const counts = new Map<Truth, Partial<Record<Told, number>>>()
  for (const { truth, told } of pairs) {
    const row = counts.get(truth) ?? {}
    row[told] = (row[told] ?? 0) + 1
    counts.set(truth, row)
  }
  return {
    cases,
    pairs: pairs.length,
    rows: [...counts]
      .map(([truth, told]) => ({ truth, told }))
      .sort((left, right) => (left.truth < right.truth ? -1 : 1)),
    relationArea: areaUnderCurve(
      pairs.filter(({ truth }) => truth !== 'unrelated').map(({ evidence }) => evidence),
      pairs.filter(({ truth }) => truth === 'unrelated').map(({ evidence }) => evidence),
    ),
    directions: directionsOf(pairs),
    finetuneDirections: directionsOf(pairs.filter(({ edge }) => edge?.kind === 'finetune')),
  }
}

function directionsOf(pairs: readonly PairVerdict[]): Directions {
  const count = (wanted: PairVerdict['direction']): number =>
    pairs.filter(({ direction }) => direction === wanted).length
  return { right: count('right'), wrong: count('wrong') }
}

/** Share of the pairs of a related and an unrelated one of which the related has more; ties count half. */
function areaUnderCurve(related: readonly number[], unrelated: readonly number[]): number {
  let sum = 0
  for (const one of related) for (const other of unrelated) sum += one > other ? 1 : one === other ? 0.5 : 0
  return sum / (related.length * unrelated.length)
}

/** A line for each truth, with what was told and how often. */
export function confusionTable({
  cases,
  pairs,
  rows,
  relationArea,
  directions,
  finetuneDirections,
}: Confusion): string {
  const share = ({ right, wrong }: Directions): string =>
    `${right} of ${right + wrong} (${((100 * right) / (right + wrong)).toFixed(1)} %)`
  const used = toldKinds.filter((kind) => rows.some(({ told }) => (told[kind] ?? 0) > 0))
  return [
    `${cases} cases, ${pairs} pairs of models`,
    `${'truth'.padEnd(26)}${used.map((kind) => kind.padStart(13)).join('')}`,
    ...rows.map(
      ({ truth, told }) =>
        `${truth.padEnd(26)}${used.map((kind) => (told[kind] === undefined ? '' : String(told[kind])).padStart(13)).join('')}`,
    ),
    `related or not: area under the curve ${relationArea.toFixed(5)}`,
    `directions that are stated: ${share(directions)} right; of finetunes ${share(finetuneDirections)}`,
  ].join('\n')
}
