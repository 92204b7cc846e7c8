import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { connect } from './open-database.ts'
import { SketchStore } from './sketch-store.ts'

/** Sketches in a database file, read through a connection of its own until it is closed. */
export interface SketchesInFile {
  /** Of all tensors of a model; null where one is missing. */
  readonly sketchesOf: (modelId: string) => readonly TensorSketch[] | null
  readonly close: () => void
}

export function sketchesInFile(file: string): SketchesInFile {
  const connection = connect(file, { mustExist: true })
  const store = new SketchStore(connection)
  return { sketchesOf: (modelId) => store.whole(modelId), close: () => connection.close() }
}
