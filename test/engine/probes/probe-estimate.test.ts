import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimatedTime, loadingTime, type MeasuredProbe, timePerGene } from '../../../engine/probes/probe-estimate.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleSettings } from '../fixtures/samples.ts'

const measured = (changes: Partial<MeasuredProbe>): MeasuredProbe => ({
  modelId: 'seen',
  genomeId: 'general',
  settings: sampleSettings,
  done: 100,
  evaluatedTokens: 10_000,
  elapsed: 100_000,
  parameters: 1e8,
  ...changes,
})
const wanted = { modelId: 'new', genomeId: 'general', settings: sampleSettings, parameters: 1e8 }

describe('the time that a gene takes', () => {
  it('is that of a probe of the same model with the same genome and tolerance', () => {
    const { value, isMeasured } = timePerGene({ ...wanted, modelId: 'seen' }, [
      measured({}),
      measured({ modelId: 'other', elapsed: 9e9 }),
    ])
    expect(value).toBeCloseTo(1000, 9)
    expect(isMeasured).toBe(true)
  })

  it('grows with the weights of a model, and the range with what it is away from those measured', () => {
    const one = timePerGene(wanted, [measured({})])
    const ten = timePerGene({ ...wanted, parameters: 1e9 }, [measured({})])
    expect(one.value).toBeCloseTo(1000, 9)
    expect(ten.value).toBeCloseTo(10_000, 9)
    expect(ten.factor).toBeGreaterThan(one.factor)
  })

  it('grows as the tolerance falls where that was not measured, and is wide where nothing was', () => {
    const coarse = timePerGene({ ...wanted, settings: { ...sampleSettings, tolerance: 0.01 } }, [])
    const fine = timePerGene({ ...wanted, settings: { ...sampleSettings, tolerance: 0.0001 } }, [])
    expect(fine.value).toBeGreaterThan(2 * coarse.value)
    expect(coarse.isMeasured).toBe(false)
    expect(coarse.factor).toBeGreaterThan(timePerGene(wanted, [measured({})]).factor)
  })

  it('is not told by a probe of a few tokens', () => {
    expect(timePerGene(wanted, [measured({ evaluatedTokens: 20 })]).isMeasured).toBe(false)
  })
})

it('the time of several probes lies in its range and is the sum of theirs', () => {
  const probes = fc.array(
    fc.record({
      genes: fc.nat({ max: 128 }),
      parameters: fc.integer({ min: 1e5, max: 1e10 }),
      perGene: fc.record({
        value: fc.double({ min: 1, max: 1e5, noNaN: true }),
        factor: fc.double({ min: 1, max: 5, noNaN: true }),
      }),
    }),
    { maxLength: 5 },
  )
  fc.assert(
    fc.property(probes, (all) => {
      const { low, likely, high } = estimatedTime(all)
      expect(low).toBeLessThanOrEqual(likely)
      expect(likely).toBeLessThanOrEqual(high)
      const each = all.map((probe) => estimatedTime([probe]).likely)
      expect(likely).toBeCloseTo(
        each.reduce((sum, time) => sum + time, 0),
        3,
      )
    }),
  )
  expect(estimatedTime([{ genes: 0, parameters: 1e9, perGene: { value: 1, factor: 2 } }]).likely).toBe(0)
  expect(loadingTime(1e9)).toBeGreaterThan(loadingTime(1e8))
})

it('what is asked of the engine counts the genes that are missing, those of shared blocks not among them', async () => {
  const { engine, request, genomeId } = await setUp({
    startInference: fakeInference().start,
    modelNames: ['a', 'b'],
    genes: 40,
  })
  const texts = Array.from({ length: 32 }, (_, index) => `gene number ${String(index)}`)
  const { id: first } = await engine.call('genomes.add', { name: 'first block', genes: texts })
  const asked = { modelIds: request.modelIds, genomeId, settings: request.settings }
  expect(await engine.call('probes.estimate', asked)).toMatchObject({ models: 2, genes: 80, isMeasured: false })
  await engine.call('probes.start', { ...request, modelIds: [request.modelIds[0]!], genomeId: first })
  await queueUntil(engine, allOver)
  expect(await engine.call('probes.estimate', asked)).toMatchObject({ models: 2, genes: 48 })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  expect(await engine.call('probes.estimate', asked)).toMatchObject({ models: 0, genes: 0, likely: 0 })
  await expect(engine.call('probes.estimate', { ...asked, genomeId: 'absent' })).rejects.toMatchObject({
    code: 'not-found',
  })
  await engine.close()
})
