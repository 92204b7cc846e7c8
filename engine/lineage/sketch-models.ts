import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { keepGgmlLoaded } from '../../native/llama/ggml-library.ts'
import { ApiError, type ModelSketched } from '../api/contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { JobFailure } from '../jobs/job-failure.ts'
import { WatchedFiles } from '../library/watched-files.ts'
import type { StoredModel } from '../store/model-store.ts'
import type { LaidTensor } from './tensor-layout.ts'

/**
 * Sketches the weights of models, one after the other, as far as they are not sketched yet.
 *
 * @param onStored told of each tensor whose sketch was stored
 */
export async function sketchModels(
  context: Context,
  models: readonly StoredModel[],
  { signal, onProgress }: OperationOptions,
  onStored: () => void,
): Promise<ModelSketched[]> {
  const { sketches } = context
  keepGgmlLoaded()
  // What is stored is of the content that was added, wherever its file is now.
  const missing = new Set(models.filter(({ id }) => sketches.whole(id) === null))
  const total = [...missing].reduce((sum, { size }) => sum + size, 0)
  const outcomes: ModelSketched[] = []
  let before = 0
  for (const model of models) {
    let made = 0
    let failure: string | null = null
    if (missing.has(model)) {
      const progress = (share: number): void => onProgress?.(model.name, before + share * model.size, total)
      try {
        await storeSketches(context, model, signal ?? new AbortController().signal, progress, () => {
          made += 1
          onStored()
        })
      } catch (error) {
        failure = reasonOf(error)
      }
      before += model.size
    }
    const { byPosition } = sketches.of(model.id)
    const { id: modelId, name: modelName } = model
    outcomes.push({ modelId, modelName, tensors: byPosition.size, made, bytes: sketches.bytes(modelId), failure })
  }
  return outcomes
}

/** What stands in the way of one model alone; other errors are thrown. */
function reasonOf(error: unknown): string {
  if (error instanceof JobFailure || error instanceof ApiError) return error.message
  throw error
}

/** A tensor takes as long beside its bytes as so many bytes: to be handed to a thread, and stored. */
const bytesBeside = 2 ** 21

/**
 * Makes and stores the sketches of a model that are not stored yet, as many at a time as there are threads. Files are
 * looked at before and after each tensor is read, so that what is stored is of the content that was added. After a
 * failure no further tensor is begun; those at work are stored.
 *
 * @param progress told of the share of the work that is done
 */
async function storeSketches(
  { models, digests, sketches, sketching, whenWritable }: Context,
  model: StoredModel,
  signal: AbortSignal,
  progress: (share: number) => void,
  onStored: () => void,
): Promise<void> {
  const files = new WatchedFiles(model, models, digests)
  const look = async (): Promise<Looked> => {
    const state = await files.verified(signal)
    return { state, layout: await sketching.run('weights.layout', { paths: files.paths }, signal) }
  }
  let looked = look()
  const work = (await looked).layout.map(({ tensor }) => tensor.bytes + bytesBeside)
  const allWork = work.reduce((sum, part) => sum + part, 0)
  const { length: tensors } = work
  const { byPosition } = sketches.of(model.id)
  const workedOn = work.map((whole, position) => (byPosition.has(position) ? whole : 0))
  const tell = (position: number, done: number): void => {
    workedOn[position] = done
    progress(workedOn.reduce((sum, part) => sum + part, 0) / allWork)
  }

  const make = async (position: number): Promise<TensorSketch> => {
    for (;;) {
      const seen = looked
      const { state, layout } = await seen
      const { unitsChosenBy, ...laid } = layout[position]!
      const chosen = unitsChosenBy === null ? null : (await sketchOf(unitsChosenBy)).units
      const wanted = chosen === null ? laid : { ...laid, units: { ...laid.units!, rows: chosen.rows } }
      const reading = sketching.run('weights.sketch', wanted, signal, (part) => tell(position, part))
      const sketch = await reading.catch((error: unknown) => {
        if (error instanceof ApiError) return error
        throw error
      })
      if (!(await files.areIn(state))) {
        // Where the content is the same after all, perhaps at another place, the tensor is read again.
        if (looked === seen) looked = look()
        continue
      }
      if (sketch instanceof ApiError) throw sketch
      const isKept = await whenWritable(() => sketches.keep(model.id, position, tensors, sketch), { signal })
      if (!isKept)
        throw new ApiError(
          'not-found',
          `${model.name} has been removed from the library meanwhile. Undo the removal, or add its file again.`,
        )
      onStored()
      tell(position, work[position]!)
      return sketch
    }
  }
  const made = new Map<number, Promise<TensorSketch>>()
  /** Stored before, or made once: a matrix may ask for that which chooses its units before its turn has come. */
  const sketchOf = (position: number): Promise<TensorSketch> => {
    const stored = byPosition.get(position)
    if (stored !== undefined) return Promise.resolve(stored)
    const sketch = made.get(position) ?? make(position)
    made.set(position, sketch)
    return sketch
  }

  let next = 0
  const takeTurns = async (): Promise<void> => {
    while (next < tensors) {
      try {
        await sketchOf(next++)
      } catch (error) {
        next = tensors
        throw error
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: sketching.count }, takeTurns))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

interface Looked {
  /** Of the files (see WatchedFiles). */
  readonly state: string
  readonly layout: readonly LaidTensor[]
}
