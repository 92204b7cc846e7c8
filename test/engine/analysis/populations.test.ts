import { expect, test } from 'vitest'
import type { Population } from '../../../engine/api/contract.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { sampleResult } from '../fixtures/samples.ts'

/** Genes of which some have so many alleles that three of them fill a page. */
const manyAlleles = Array.from({ length: 70_000 }, (_, index) => ({
  text: index.toString(36).padStart(4, '0'),
  end: false,
  p: 1 / 70_000,
}))

async function probed(genes: number, large: (gene: number) => boolean = () => false) {
  const { start } = fakeInference({
    result: ({ index }) => ({
      ...sampleResult(0.5),
      ...(large(index) ? { alleles: manyAlleles, residue: [], unresolved: 0, bound: 0 } : {}),
    }),
  })
  const { engine, request, genomeId, models } = await setUp({ startInference: start, genes })
  await engine.call('probes.start', request)
  await queueUntil(engine, allOver)
  const page = (rest: { from?: number; count?: number; probeId?: string } = {}): Promise<Population> =>
    engine.call('populations.get', { modelId: models[0]!, genomeId, ...rest })
  return { engine, request, page }
}

const indices = ({ genes }: Population): number[] => genes.map(({ index }) => index)
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, step) => from + step)

test('populations come in pages that follow one another, each gene once with its text', async () => {
  const { engine, page } = await probed(250)
  const pages: Population[] = [await page()]
  while (pages.at(-1)!.next !== null) pages.push(await page({ from: pages.at(-1)!.next!, probeId: pages[0]!.probe.id }))
  expect(pages.map(indices)).toEqual([range(0, 100), range(100, 200), range(200, 250)])
  for (const { index, text } of pages.flatMap(({ genes }) => genes)) expect(text).toBe(`gene number ${index}`)
  expect(await page({ from: 7, count: 2 })).toMatchObject({ genes: [{ index: 7 }, { index: 8 }], next: 9 })
  expect(await page({ from: 250 })).toMatchObject({ genes: [], next: null })
  await expect(page({ probeId: '999' })).rejects.toMatchObject({ code: 'not-found' })
  await engine.close()
})

test('a page of genes with many alleles ends before it is too long for a message', async () => {
  const { engine, page } = await probed(5, (gene) => gene < 4)
  const first = await page()
  expect({ genes: indices(first), next: first.next }).toEqual({ genes: [0, 1, 2], next: 3 })
  expect(await page({ from: 3 })).toMatchObject({ genes: [{ index: 3 }, { index: 4 }], next: null })
  await engine.close()
})
