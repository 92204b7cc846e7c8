import type { SketchedModels, SourceName, Sources } from '../analyses/sources.ts'

/** Reads the sketches of a model by its id. */
type SketchesOf = SketchedModels['sketchesOf']

/** Whether the data of a source read sketches while an analysis computes. */
export function readsSketches(source: SourceName): boolean {
  return source === 'weights' || source === 'comparison and weights'
}

/** Data of a source as they can be sent to a thread: without the function that reads sketches. */
export function withoutSketches(source: SourceName, data: Sources[SourceName]): unknown {
  return replaced(source, data, undefined)
}

/** Data that were sent to a thread, with a function that reads sketches there. */
export function withSketches(source: SourceName, data: unknown, sketchesOf: SketchesOf): unknown {
  return replaced(source, data, sketchesOf)
}

function replaced(source: SourceName, data: unknown, sketchesOf: SketchesOf | undefined): unknown {
  if (source === 'weights') return { ...(data as Sources['weights']), sketchesOf }
  if (source !== 'comparison and weights') return data
  const both = data as Sources['comparison and weights']
  return { ...both, weights: { ...both.weights, sketchesOf } }
}
