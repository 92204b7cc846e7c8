import type { BenchmarkSummary, GenomeSummary, ModelSummary } from '../../engine/api/contract.ts'
import { plural, weightsText } from '../../core/format/quantity.ts'
import { goTo } from '../app/use-route.ts'
import { benchmarksView } from '../views/benchmarks/benchmarks-settings.ts'
import { modelView } from '../views/model/model-settings.ts'
import { pairView } from '../views/pair/pair-settings.ts'
import { probeView } from '../views/probe/probe-view-settings.ts'
import type { Command } from './command.ts'
import { ranked } from './ranked.ts'

export function modelCommands(models: readonly ModelSummary[]): Command[] {
  return models.map(({ id, name, architecture, parameters, quantization }) => ({
    id: `model-${id}`,
    title: name,
    group: 'Models',
    icon: 'library',
    note: [architecture, weightsText(parameters), quantization].join(', '),
    run: () => goTo(modelView, { model: id }),
  }))
}

export function genomeCommands(genomes: readonly GenomeSummary[]): Command[] {
  return genomes.map(({ id, name, genes }) => ({
    id: `genome-${id}`,
    title: name,
    group: 'Genomes',
    icon: 'probe',
    note: `Probe with it: ${plural(genes, 'gene')}`,
    run: () => goTo(probeView, { genome: id }),
  }))
}

export function benchmarkCommands(benchmarks: readonly BenchmarkSummary[]): Command[] {
  return benchmarks.map(({ id, name, task }) => ({
    id: `benchmark-${id}`,
    title: name,
    group: 'Benchmarks',
    icon: 'benchmarks',
    note: `task ${task}`,
    run: () =>
      goTo(benchmarksView, { benchmark: id, run: undefined, from: undefined, task: undefined, shots: undefined }),
  }))
}

/** Models taken for each half of a query, at most: a library of n models has n(n−1)/2 pairs. */
const mostOfHalf = 4

/** Pairs of models that a query of two or more words names, one model by its beginning, the other by the rest. */
export function pairCommands(models: readonly ModelSummary[], query: string): Command[] {
  const words = query.split(/\s+/).filter((word) => word !== '' && word !== 'and')
  const pairs = new Map<string, Command>()
  for (let cut = 1; cut < words.length; cut++) {
    const half = (part: readonly string[]) => ranked(models, part.join(' '), ({ name }) => [name]).slice(0, mostOfHalf)
    for (const left of half(words.slice(0, cut))) {
      for (const right of half(words.slice(cut))) {
        const key = [left.id, right.id].sort().join(' ')
        if (left.id === right.id || pairs.has(key)) continue
        pairs.set(key, {
          id: `pair-${key}`,
          title: `${left.name} and ${right.name}`,
          group: 'Pairs of models',
          icon: 'matrix',
          run: () => goTo(pairView, { left: left.id, right: right.id }),
        })
      }
    }
  }
  return [...pairs.values()]
}
