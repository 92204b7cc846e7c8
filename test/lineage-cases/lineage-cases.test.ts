import { beforeAll, describe, expect, test } from 'vitest'
import { caseVerdicts, type Confusion, confusionOf } from './confusion.ts'
import { caseMaterial } from './material.ts'
import type { PairVerdict, Told, Truth } from './verdict.ts'

/** `npm run -s bench -- lineage-cases` does the same with as many cases as wanted, and shows the whole table. */
describe('the lineage of sixty small sets of models of known descent', () => {
  let confusion: Confusion
  let pairs: readonly PairVerdict[]
  beforeAll(async () => {
    const made = await caseVerdicts(await caseMaterial(), 60)
    pairs = made.pairs
    confusion = confusionOf(made.cases, pairs)
  })
  const count = (isOf: (truth: Truth) => boolean, isTold: (told: Told) => boolean): number =>
    confusion.rows
      .filter(({ truth }) => isOf(truth))
      .reduce(
        (sum, { told }) => sum + Object.entries(told).reduce((of, [kind, n]) => of + (isTold(kind as Told) ? n : 0), 0),
        0,
      )
  /** Told of all pairs of a truth: how many of them in these words. */
  const told = (truth: string, ...kinds: readonly Told[]): [number, number] => [
    count(
      (one) => one.startsWith(truth),
      (kind) => kinds.includes(kind),
    ),
    count(
      (one) => one.startsWith(truth),
      () => true,
    ),
  ]

  test('tells related models from unrelated ones without an error', () => {
    expect(confusion.relationArea).toBe(1)
    const [none, unrelated] = told('unrelated', 'none')
    expect(unrelated).toBeGreaterThan(60)
    expect(none).toBe(unrelated)
    expect(
      count(
        (truth) => truth !== 'unrelated',
        (kind) => kind === 'none',
      ),
    ).toBe(0)
  })

  test.each<[string, Told]>([
    ['quantization', 'quantization'],
    ['same', 'same'],
    ['depth', 'depth'],
    ['width', 'width'],
    ['experts', 'experts'],
    ['vocabulary', 'vocabulary'],
  ])('%s is told as %s, each time', (truth, kind) => {
    const [right, all] = told(truth, kind)
    expect(all).toBeGreaterThan(1)
    expect(right).toBe(all)
  })

  test('means of models are merges, with just their parents', () => {
    for (const kind of ['merge, linear', 'merge, SLERP']) {
      const [right, all] = told(kind, 'merge')
      expect(all).toBeGreaterThan(3)
      expect(right).toBe(all)
    }
    const [right, all] = told('merge, TIES', 'merge')
    expect(right).toBeGreaterThanOrEqual(0.75 * all)
  })

  test('the same units in another order or scale are no finetune', () => {
    const [right, all] = told('rearranged', 'rearranged', 'related')
    expect(all).toBeGreaterThan(2)
    expect(right).toBe(all)
  })

  test('of the directions that are stated nineteen in twenty are right', () => {
    const { right, wrong } = confusion.directions
    expect(right).toBeGreaterThan(100)
    expect(right).toBeGreaterThanOrEqual(0.95 * (right + wrong))
  })

  test('most finetunes, and all adaptations of low rank, are told with their direction or without one', () => {
    const [finetunes, all] = [
      count(
        (truth) => truth === 'finetune',
        (kind) => kind === 'finetune',
      ),
      count(
        (truth) => truth === 'finetune',
        () => true,
      ),
    ]
    expect(finetunes).toBeGreaterThanOrEqual(0.85 * all)
    const [adapted, ofLowRank] = told('LoRA', 'finetune', 'related')
    expect(adapted).toBe(ofLowRank)
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
