import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { decodeGeneResult } from '../../../core/population/population-codec.ts'
import type { GeneResult } from '../../../core/population/population.ts'
import { expandGenes, type ThreadedSource } from '../../../native/expansion/expand-genes.ts'
import { defaultProbeSettings, type ProbeSettings } from '../../../core/population/probe-settings.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { RowThreads } from '../../../native/threads/row-threads.ts'

const texts = ['one plus two is', 'the cat sat', '3 + 4 =', 'once upon a time there', 'a', 'def f(x):']

async function expanded(source: ThreadedSource, settings: ProbeSettings): Promise<GeneResult[]> {
  const results: GeneResult[] = []
  const genes = texts.map((text, index) => ({ index, text }))
  await expandGenes(source, genes, settings, { onGene: (index, record) => (results[index] = decodeGeneResult(record)) })
  return results
}

it.each([
  { name: 'a tolerance for each gene', changes: { tolerance: 1e-4 } },
  { name: 'a pooled tolerance', changes: { tolerance: 0.01, pooled: true } },
])('gives the same populations with any number of threads: $name', async ({ changes }) => {
  const settings = { ...defaultProbeSettings, ...changes }
  const { source } = await openDirectSource(fileURLToPath(new URL('../../../models/demo/oak.gguf', import.meta.url)), {
    gpu: 'off',
    threads: 1,
    longestText: 40,
  })
  const threads = await RowThreads.start(source.vocabulary, 4)
  const withThreads = (rowThreads: RowThreads | undefined): ThreadedSource => ({
    vocabulary: source.vocabulary,
    environment: source.environment,
    contextTokens: source.contextTokens,
    texts: source.texts,
    nodesPerCall: source.nodesPerCall,
    rowThreads,
    tokenize: (text) => source.tokenize(text),
    open: (...call) => source.open(...call),
    expand: (...call) => source.expand(...call),
    release: (key) => source.release(key),
    close: () => source.close(),
  })
  try {
    const alone = await expanded(withThreads(undefined), settings)
    expect(alone.reduce((sum, { nodes }) => sum + nodes, 0)).toBeGreaterThan(2 * texts.length)
    expect(await expanded(withThreads(threads), settings)).toEqual(alone)
    expect(await expanded(source, settings)).toEqual(alone)
  } finally {
    await threads.close()
    await source.close()
  }
})
