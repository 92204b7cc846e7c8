import { loadavg } from 'node:os'
import { compareSketches } from '../core/lineage/compare-sketches.ts'
import { alignLayers, type ComparedLayers, comparedLayers } from '../core/lineage/layer-alignment.ts'
import { lineageOf } from '../core/lineage/lineage.ts'
import { relatedPairs } from '../core/lineage/related-pairs.ts'
import { relation } from '../core/lineage/relation.ts'
import type { TensorSketch } from '../core/lineage/tensor-sketch.ts'
import { type MadeUpLibrary, madeUpLibrary } from './made-up-library.ts'
import { processorTime } from './processor-time.ts'

/** Times of a step, in seconds. */
export interface StepTime {
  readonly wall: number
  readonly processor: number
}

export interface LineageSpeed {
  readonly models: number
  readonly families: number
  readonly largestFamily: number
  /**
   * Of the steps: reading the sketches of all models once, with their short vectors and what is held for the tests; the
   * search of candidates among all pairs of vectors, with the first test; the other tests; the lineage of the pairs
   * that are related, which reads the models of each family once more.
   */
  readonly steps: {
    readonly vectors: StepTime
    readonly search: StepTime
    readonly tests: StepTime
    readonly lineage: StepTime
  }
  /** Part of the steps that made-up sketches took to come from their file, and how many models were read so. */
  readonly reading: StepTime
  readonly modelsRead: number
  readonly candidates: number
  readonly relatedPairs: number
  /** Pairs of one true family, and which of them were told to be of one. */
  readonly truePairs: number
  readonly foundPairs: number
  /** Pairs of two true families that were told to be of one. */
  readonly falsePairs: number
  /** All pairs of so many models tested and compared as wholes: seconds of a pair. */
  readonly fullModels: number
  readonly secondsPerPair: number
  /** All pairs of all models as wholes would take so many times the processor time of the steps. */
  readonly ratio: number
  /** Most memory of the process so far, in bytes. */
  readonly peakMemory: number
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

/** Times of the lineage of made-up models from their sketches, as the analysis computes it. */
export async function lineageSpeed(models: number, fullModels: number): Promise<LineageSpeed> {
  const before = loadavg()
  const library = madeUpLibrary(models, 1)
  try {
    const reading = { wall: 0, processor: 0 }
    let modelsRead = 0
    const source = {
      models,
      sketchesOf: (model: number): readonly TensorSketch[] => {
        const start = now()
        const sketches = library.sketchesOf(model)
        const { wall, processor } = since(start)
        reading.wall += wall
        reading.processor += processor
        modelsRead += 1
        return sketches
      },
    }
    const start = now()
    let read = start
    let searched: StepTime | undefined
    let candidates = 0
    const related = await relatedPairs(source, {
      onRead: (done, total) => {
        if (done === total) read = now()
      },
      onPair: (_, total) => {
        searched ??= now()
        candidates = total
      },
    })
    const tested = now()
    const { families } = await lineageOf(source, related)
    const end = now()
    const steps = {
      vectors: between(start, read),
      search: between(read, searched ?? tested),
      tests: between(searched ?? tested, tested),
      lineage: between(tested, end),
    }
    const full = fullComparison(library, Math.min(models, fullModels))
    const sizes = Object.values(Object.groupBy(library.families, (family) => family)).map((family) => family!.length)
    return {
      models,
      families: sizes.length,
      largestFamily: Math.max(...sizes),
      steps,
      reading,
      modelsRead,
      candidates,
      relatedPairs: related.length,
      ...judged(library.families, families),
      ...full,
      ratio: (full.secondsPerPair * models * (models - 1)) / 2 / between(start, end).processor,
      peakMemory: 1024 * process.resourceUsage().maxRSS,
      load: { before, after: loadavg() },
    }
  } finally {
    library.remove()
  }
}

function now(): StepTime {
  return { wall: performance.now() / 1000, processor: processorTime() / 1000 }
}

function between(start: StepTime, end: StepTime): StepTime {
  return { wall: end.wall - start.wall, processor: end.processor - start.processor }
}

const since = (start: StepTime): StepTime => between(start, now())

function judged(
  truth: readonly number[],
  told: readonly (readonly number[])[],
): Pick<LineageSpeed, 'truePairs' | 'foundPairs' | 'falsePairs'> {
  const toldOf = new Map(told.flatMap((family, index) => family.map((model) => [model, index] as const)))
  let [truePairs, foundPairs, falsePairs] = [0, 0, 0]
  for (let right = 1; right < truth.length; right += 1)
    for (let left = 0; left < right; left += 1) {
      const isTold = toldOf.get(left) === toldOf.get(right)
      if (truth[left] === truth[right]) {
        truePairs += 1
        if (isTold) foundPairs += 1
      } else if (isTold) falsePairs += 1
    }
  return { truePairs, foundPairs, falsePairs }
}

/** All pairs of the first models, each tested in all layers and compared in all tensors. */
function fullComparison(
  library: MadeUpLibrary,
  fullModels: number,
): Pick<LineageSpeed, 'fullModels' | 'secondsPerPair'> {
  const start = now()
  const whole = Array.from(
    { length: fullModels },
    (_, model): ComparedLayers & { sketches: readonly TensorSketch[] } => {
      const sketches = library.sketchesOf(model)
      return { sketches, ...comparedLayers(sketches) }
    },
  )
  for (const [index, right] of whole.entries())
    for (const left of whole.slice(0, index)) {
      compareSketches(left.sketches, right.sketches)
      relation(left.units, right.units, alignLayers(left, right).pairs)
    }
  return { fullModels, secondsPerPair: since(start).processor / Math.max(1, (fullModels * (fullModels - 1)) / 2) }
}
