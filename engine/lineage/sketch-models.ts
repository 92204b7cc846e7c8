import { ApiError, type ModelSketched } from '../api/contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { WatchedFiles } from '../library/watched-files.ts'
import type { StoredModel } from '../store/model-store.ts'

/** Sketches the weights of models, one after the other, as far as they are not sketched yet. */
export async function sketchModels(
  context: Context,
  models: readonly StoredModel[],
  { signal, onProgress }: OperationOptions,
): Promise<ModelSketched[]> {
  const total = models.reduce((sum, { size }) => sum + size, 0)
  const outcomes: ModelSketched[] = []
  let before = 0
  for (const model of models) {
    let made = 0
    let failure: string | null = null
    try {
      const progress = (done: number): void => onProgress?.(model.name, before + done, total)
      await storeSketches(context, model, signal ?? new AbortController().signal, progress, () => (made += 1))
    } catch (error) {
      failure = reasonOf(error)
    }
    before += model.size
    const { sketches } = context
    const { byPosition } = sketches.of(model.id)
    const { id: modelId, name } = model
    outcomes.push({ modelId, name, tensors: byPosition.size, made, bytes: sketches.bytes(modelId), failure })
  }
  return outcomes
}

/** What stands in the way of one model alone; other errors are thrown. */
function reasonOf(error: unknown): string {
  if (error instanceof JobFailure || error instanceof ApiError) return error.message
  throw error
}

/**
 * Makes and stores the sketches of a model that are not stored yet. Files are looked at before
 * and after each tensor is read, so that what is stored is of the content that was added.
 *
 * @param progress told of the bytes of tensors that are done
 */
async function storeSketches(
  { models, digests, sketches, sketching, whenWritable }: Context,
  model: StoredModel,
  signal: AbortSignal,
  progress: (done: number) => void,
  onStored: () => void,
): Promise<void> {
  const files = new WatchedFiles(model, models, digests)
  let state = await files.verified(signal)
  let layout = await sketching.run('weights.layout', { paths: files.paths }, signal)
  const { byPosition } = sketches.of(model.id)
  let done = 0
  for (let position = 0; position < layout.length; ) {
    const { bytes } = layout[position]!.tensor
    if (!byPosition.has(position)) {
      const reading = sketching.run('weights.sketch', layout[position]!, signal, (part) => progress(done + part))
      const sketch = await reading.catch((error: unknown) => {
        if (error instanceof ApiError) return error
        throw error
      })
      if (!(await files.areIn(state))) {
        // Where the content is the same after all, perhaps at another place, the tensor is read again.
        state = await files.verified(signal)
        layout = await sketching.run('weights.layout', { paths: files.paths }, signal)
        continue
      }
      if (sketch instanceof ApiError) throw sketch
      const isKept = await whenWritable(() => sketches.keep(model.id, position, layout.length, sketch), { signal })
      if (!isKept) throw new ApiError('not-found', `${model.name} has been removed from the library meanwhile.`)
      onStored()
    }
    done += bytes
    position += 1
    progress(done)
  }
}
