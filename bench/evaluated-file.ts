import { openLlamaLibrary } from '../native/llama/library.ts'
import { LibraryLog } from '../native/llama/library-log.ts'
import type { Precision } from '../native/schemas/load-settings.ts'
import { floatCopy } from '../native/precision/float-copies.ts'
import { withDescribedModel } from '../native/source/described-model.ts'

/**
 * The file that is evaluated in a precision: the model's own, or its dequantized copy until `release`. The library must
 * be loaded.
 */
export async function evaluatedFile(
  model: string,
  precision: Precision,
): Promise<{ readonly path: string; release(): void }> {
  if (precision === 'file') return { path: model, release: () => undefined }
  const library = openLlamaLibrary()
  const log = new LibraryLog(library, undefined)
  const parameters = (): Promise<number> =>
    withDescribedModel(library, log, model, 0, (described) => Promise.resolve(described.parameters))
  return floatCopy(library, model, precision === 'f32' ? 'f32' : 'f16', { parameters })
}
