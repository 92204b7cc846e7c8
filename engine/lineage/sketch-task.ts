import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { inWordsOfReader } from './words-of-reader.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'
import type { TensorToSketch } from './tensor-layout.ts'

/** Sketches one tensor; tells how many of its bytes have been worked on. */
export async function sketchTask(
  { tensor, buckets, rowKeys }: TensorToSketch,
  report: ProgressListener,
): Promise<TensorSketch> {
  // Here, so that other tasks start without ggml's library.
  const { sketchTensor } = await import('../../native/weights/sketch-tensor.ts')
  return inWordsOfReader(() => sketchTensor(tensor, buckets, rowKeys, (done) => report(done, tensor.bytes)))
}
