import { describe, expect, test } from 'vitest'
import type { CheckpointScore } from '../../../core/emergence/checkpoint.ts'
import { fitLaw } from '../../../core/emergence/fit-law.ts'
import { fitVerdict, misfitText, observedVerdict } from '../../../core/emergence/fit-verdict.ts'
import { forecastEmergence } from '../../../core/emergence/forecast-emergence.ts'
import { goodnessOfFit, type GoodnessOfFit } from '../../../core/emergence/goodness-of-fit.ts'
import { lawData } from '../../../core/emergence/likelihood.ts'
import { observedPosition } from '../../../core/emergence/observed-position.ts'
import { simulateCheckpoints, typicalStudy } from '../../../core/emergence/simulate.ts'
import { normalDeviates } from '../../../core/random/normal-deviate.ts'
import { seededGenerator } from '../../../core/random/seeded-generator.ts'

function goodnessOf(rows: readonly CheckpointScore[]): GoodnessOfFit {
  const data = lawData(rows, 'log-power', 5)
  return goodnessOfFit(data, fitLaw(data, seededGenerator(1), 10).law)
}

/** Scores that bend towards a ceiling, as a share of right answers does; the law goes straight. */
function bending(seed: number): CheckpointScore[] {
  const normal = normalDeviates(seededGenerator(seed))
  const losses = Array.from({ length: 14 }, (_, index) => 0.15 + 0.05 * index)
  return [16, 64, 256, 1024].flatMap((examples) =>
    losses.map((loss) => ({
      checkpoint: `c${loss}`,
      loss,
      examples,
      score: 0.3 + 0.7 / (1 + Math.exp(9 * (loss - 0.1 - 0.07 * Math.log(examples)))) + 0.02 * normal(),
    })),
  )
}

describe('goodness of fit', () => {
  test('is called in doubt in at most about one of twenty studies where the law holds', () => {
    const doubted = Array.from(
      { length: 60 },
      (_, seed) => goodnessOf(simulateCheckpoints(typicalStudy, seededGenerator(seed))).misfits,
    )
    expect(doubted.filter(Boolean).length).toBeLessThanOrEqual(6)
  })

  test('scores that bend are a misfit: they lie nearer to their neighbours than to the law', () => {
    for (let seed = 0; seed < 10; seed++) {
      const goodness = goodnessOf(bending(seed))
      expect(goodness.misfits).toBe(true)
      expect(goodness.aroundLaw).toBeGreaterThan(1.3 * goodness.betweenNeighbours)
      // The noise is 0.02.
      expect(Math.abs(goodness.betweenNeighbours - 0.02)).toBeLessThan(0.012)
    }
  })

  test('scores without noise are no misfit, and are explained whole', () => {
    const goodness = goodnessOf(simulateCheckpoints({ ...typicalStudy, noise: 0 }, seededGenerator(1)))
    expect(goodness.misfits).toBe(false)
    expect(goodness.explained).toBeCloseTo(1, 6)
  })

  test('names the row that lies farthest, and does not hang on the order of the rows', () => {
    const rows = simulateCheckpoints(typicalStudy, seededGenerator(2)).map((row, index) =>
      index === 20 ? { ...row, score: row.score + 0.3 } : row,
    )
    const goodness = goodnessOf(rows)
    expect(goodness.farthest).toMatchObject({
      loss: rows[20]!.loss,
      examples: rows[20]!.examples,
      score: rows[20]!.score,
    })
    expect(goodness.farthest.score - goodness.farthest.expected).toBeGreaterThan(0.2)
    const turned = goodnessOf(rows.toReversed())
    expect(turned.betweenNeighbours).toBeCloseTo(goodness.betweenNeighbours, 6)
  })

  test('stands in the notes of a forecast', () => {
    const settings = {
      form: 'log-power',
      fewShot: 5,
      lossScale: 'nats',
      bootstrap: 0,
      starts: 10,
      posterior: { warmup: 500, draws: 200 },
    } as const
    const { goodness, notes } = forecastEmergence(bending(1), settings, seededGenerator(1))
    expect(notes[0]).toBe(misfitText(goodness))
    expect(notes[0]).toMatch(/^the law misfits: scores lie 0\.\d+ from it and only 0\.\d+ from their neighbours; at /)
  })
})

describe('the observed emergence', () => {
  const interval = { lower: 0.076, upper: 0.171 }
  const boundError = { lower: 0.001, upper: 0.002 }
  const at = (elbow: number) => observedPosition({ lower: elbow, upper: elbow }, interval, boundError)

  test('is inside or outside only beyond the Monte Carlo error of the bounds', () => {
    expect([at(0.07), at(0.0745), at(0.0775), at(0.079), at(0.12)]).toEqual([
      'outside',
      'at the edge',
      'at the edge',
      'inside',
      'inside',
    ])
    expect([at(0.166), at(0.17), at(0.174), at(0.18)]).toEqual(['inside', 'at the edge', 'at the edge', 'outside'])
  })

  test('is inside only with the whole range that its scores allow', () => {
    expect(observedPosition({ lower: 0.1, upper: 0.15 }, interval, boundError)).toBe('inside')
    expect(observedPosition({ lower: 0.1, upper: 0.2 }, interval, boundError)).toBe('at the edge')
    expect(observedPosition({ lower: 0.18, upper: 0.2 }, interval, boundError)).toBe('outside')
  })

  test('is no success where the law misfits', () => {
    const words = observedVerdict({ error: -0.046, position: 'inside' }, { misfits: true })
    expect(words).toBe(
      'Prediction less observation −0.046 nats; observed inside 5 to 95 %; the law misfits, so this is no success of it',
    )
    expect(observedVerdict({ error: 0, position: 'at the edge' }, { misfits: false })).toContain(
      'at the edge of 5 to 95 %',
    )
    expect(fitVerdict(goodnessOf(bending(1)))).toContain('The law misfits')
  })
})
