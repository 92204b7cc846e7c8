import type { TensorSketch } from './tensor-sketch.ts'

/**
 * Models by their numbers, whose sketches are read when they are wanted: those of a thousand models take a gigabyte.
 * Each call reads anew.
 */
export interface SketchSource {
  readonly models: number
  readonly sketchesOf: (model: number) => readonly TensorSketch[]
}

/** Of models whose sketches are all in memory. */
export function sketchesInMemory(models: readonly (readonly TensorSketch[])[]): SketchSource {
  return { models: models.length, sketchesOf: (model) => models[model]! }
}

/** A function of a number that keeps the `most` values that were asked for last. */
export function recent<Value>(of: (key: number) => Value, most: number): (key: number) => Value {
  // A Map is in the order in which keys were set.
  const kept = new Map<number, Value>()
  return (key) => {
    const value = kept.has(key) ? kept.get(key)! : of(key)
    kept.delete(key)
    kept.set(key, value)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    return value
  }
}
