import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { inWordsOfReader } from './words-of-reader.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'
import type { TensorToSketch } from '../../native/weights/sketch-tensor.ts'

/** Sketches one tensor; tells how many of its bytes have been worked on. */
export async function sketchTask(wanted: TensorToSketch, report: ProgressListener): Promise<TensorSketch> {
  // Here, so that other tasks start without ggml's library.
  const { sketchTensor } = await import('../../native/weights/sketch-tensor.ts')
  return inWordsOfReader(() => sketchTensor(wanted, (done) => report(done, wanted.tensor.bytes)))
}
