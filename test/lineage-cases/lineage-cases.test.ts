import { beforeAll, describe, expect, test } from 'vitest'
import { caseVerdicts, type Confusion, confusionOf } from './confusion.ts'
import { caseMaterial } from './material.ts'
import type { PairVerdict, Told, Truth } from './verdict.ts'

/**
 * All that may be told of pairs of a truth. A finetune is stated the right way or not at all; of siblings nothing is
 * right but that they have no edge, or one without a direction, or that one of them may as well be the other's parent.
 */
const mayBeTold: readonly (readonly [truth: RegExp, told: readonly Told[]])[] = [
  [/^unrelated$/, ['none']],
  [/^quantization/, ['quantization']],
  [/^same$/, ['same']],
  [/^continued$/, ['finetune']],
  [/^(finetune|finetune, decay)$/, ['finetune', 'alternative', 'related', 'no edge']],
  [/^LoRA$/, ['finetune', 'alternative', 'related']],
  [/^merge/, ['merge']],
  [/^depth/, ['depth']],
  [/^width$/, ['width']],
  [/^experts$/, ['experts']],
  [/^vocabulary$/, ['vocabulary']],
  [/^rearranged$/, ['rearranged']],
  [/^rearranged finetune$/, ['finetune', 'related']],
  [/^near the parent$/, ['finetune', 'alternative', 'related', 'no edge']],
  // What lies between may be missing.
  [/^descent$/, ['finetune', 'alternative', 'related', 'no edge']],
  [/^siblings$/, ['alternative', 'related', 'no edge']],
]

/** `npm run -s bench -- lineage-cases` does the same with as many cases as wanted, and shows the whole table. */
describe('the lineage of sixty small sets of models of known descent', () => {
  let confusion: Confusion
  let pairs: readonly PairVerdict[]
  beforeAll(async () => {
    const made = await caseVerdicts(await caseMaterial(), 60)
    pairs = made.pairs
    confusion = confusionOf(made.cases, pairs)
  })
  const pairsOf = (truth: Truth): readonly PairVerdict[] => pairs.filter((pair) => pair.truth === truth)
  const isAllowed = ({ truth, told }: PairVerdict): boolean =>
    mayBeTold.some(([truths, allowed]) => truths.test(truth) && allowed.includes(told))

  test('tells related models from unrelated ones without an error', () => {
    expect(confusion.relationArea).toBe(1)
    expect(pairsOf('unrelated').length).toBeGreaterThan(60)
    expect(pairs.filter(({ truth, told }) => (truth === 'unrelated') !== (told === 'none'))).toEqual([])
  })

  test('tells no pair a wrong relation, but for three siblings that are told to be parent and child', () => {
    const wrong = pairs.filter((pair) => !isAllowed(pair))
    expect(wrong.filter(({ truth }) => truth !== 'siblings')).toEqual([])
    for (const { edge } of wrong) expect(edge!.kind).toBe('finetune')
    expect(wrong.length).toBeLessThanOrEqual(3)
    // Each kind of pair is among them.
    for (const [truths] of mayBeTold)
      if (!truths.test('continued')) expect(pairs.some(({ truth }) => truths.test(truth))).toBe(true)
  })

  test('states nineteen of twenty directions of finetunes right, 97 of 100 of all, and most of them', () => {
    const { directions, finetuneDirections } = confusion
    expect(directions.right).toBeGreaterThan(100)
    expect(directions.right / (directions.right + directions.wrong)).toBeGreaterThanOrEqual(0.97)
    expect(finetuneDirections.right / (finetuneDirections.right + finetuneDirections.wrong)).toBeGreaterThanOrEqual(
      0.95,
    )
    const finetunes = pairsOf('finetune')
    expect(finetunes.length).toBeGreaterThan(40)
    expect(finetunes.filter(({ told }) => told === 'finetune').length).toBeGreaterThanOrEqual(0.85 * finetunes.length)
  })

  test('headers that name a true parent are hardly ever contradicted, those that name a stranger always', () => {
    const isContradicted = (verdict: PairVerdict['descent']): boolean => verdict !== 'shown' && verdict !== 'open'
    const strangers = pairs.filter(({ truth }) => truth === 'unrelated')
    expect(strangers.every((pair) => pair.descent === 'unrelated' && pair.reverseDescent === 'unrelated')).toBe(true)
    const children = pairs.filter(({ truth }) => !['unrelated', 'siblings', 'near the parent'].includes(truth))
    expect(children.length).toBeGreaterThan(100)
    const contradicted = children.filter(({ descent }) => isContradicted(descent))
    expect(contradicted.length).toBeLessThanOrEqual(0.02 * children.length)
    // A finetune that is said to be the parent of what it was made from.
    const finetunes = children.filter(({ truth }) => truth === 'finetune' || truth === 'continued')
    const reversed = finetunes.filter(({ reverseDescent }) => reverseDescent === 'reverse')
    expect(reversed.length).toBeGreaterThanOrEqual(0.9 * finetunes.length)
  })
})
