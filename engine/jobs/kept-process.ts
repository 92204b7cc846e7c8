import type { Inference } from '../../native/process/inference.ts'
import type { SourceEnvironment } from '../../native/schemas/source-environment.ts'

/** An inference process with its model loaded. */
export interface LoadedProcess {
  readonly process: Inference
  readonly environment: SourceEnvironment
  /** The state that the model's files were in before it was loaded. */
  readonly files: string
}

/**
 * The process of the last job, for the next job on the same file under the same settings: to load a small model takes
 * longer than to score it. Settings that differ in anything would change batches and so the last bits of results; they
 * get a process of their own.
 */
export class KeptProcess {
  private held: { readonly key: string; readonly loaded: LoadedProcess } | undefined

  /** The process that was kept under this key, no longer kept then; one kept under another key is ended. */
  async take(key: string): Promise<LoadedProcess | undefined> {
    const { held } = this
    this.held = undefined
    if (held === undefined || held.key === key) return held?.loaded
    await held.loaded.process.close()
    return undefined
  }

  /** Keeps a process that has nothing to do. */
  async keep(key: string, loaded: LoadedProcess): Promise<void> {
    await this.close()
    this.held = { key, loaded }
  }

  /** Ends what is kept. */
  async close(): Promise<void> {
    const { held } = this
    this.held = undefined
    await held?.loaded.process.close()
  }
}
