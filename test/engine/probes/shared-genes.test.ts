import { expect, test } from 'vitest'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult } from '../fixtures/samples.ts'

const texts = Array.from({ length: 70 }, (_, index) => `gene number ${String(index)}`)

test('a genome of whole blocks of another one takes what is stored of them, and gives what it has', async () => {
  // What a gene gives depends on its text alone here, so that copies can be told from others.
  const result = ({ text }: { readonly text: string }) => sampleResult((1 + Number(/\d+$/.exec(text)![0])) / 100)
  const { start, log } = fakeInference({ result })
  const { engine, request, genomeId: whole } = await setUp({ startInference: start, genes: 70 })
  const add = async (name: string, genes: readonly string[]) =>
    (await engine.call('genomes.add', { name, genes: [...genes] })).id
  const first = await add('first block', texts.slice(0, 32))
  const second = await add('second block', texts.slice(32, 64))
  const shifted = await add('shifted', texts.slice(1, 33))
  const probe = async (genomeId: string) => {
    const answer = await engine.call('probes.start', { ...request, genomeId })
    await queueUntil(engine, allOver)
    return answer
  }
  await probe(first)
  expect(log.blocks).toHaveLength(1)

  // The whole one evaluates what the first block lacks.
  await probe(whole)
  expect(log.blocks.slice(1).map((block) => [block[0], block.length])).toEqual([
    [32, 32],
    [64, 6],
  ])
  const records = async (genomeId: string) =>
    (await engine.call('populations.get', { modelId: request.modelIds[0]!, genomeId })).genes.map(
      ({ text, alleles }) => ({ text, alleles }),
    )
  expect(await records(first)).toEqual((await records(whole)).slice(0, 32))

  // Another of its blocks has all its genes from there; the noise of its first genes is still to be measured.
  const { jobs } = await probe(second)
  expect(jobs.map(({ done }) => done)).toEqual([32])
  expect(await records(second)).toEqual((await records(whole)).slice(32, 64))

  // Genes that are alike in blocks that are not are evaluated.
  const before = log.blocks.length
  await probe(shifted)
  expect(log.blocks.slice(before)).toHaveLength(1)

  // What is complete by now is not queued.
  const again = await engine.call('probes.start', { ...request, genomeId: first })
  expect([again.jobs.length, again.skipped.length]).toEqual([0, 1])
  const finer = { ...request.settings, tolerance: request.settings.tolerance / 10 }
  expect((await engine.call('probes.start', { ...request, genomeId: first, settings: finer })).jobs).toMatchObject([
    { done: 0 },
  ])
  await queueUntil(engine, allOver)
  await engine.close()
})
