import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openEngine } from '../engine/engine.ts'
import { LoopWatch } from './loop-watch.ts'
import { processorTime } from './processor-time.ts'

/** A lineage as an engine computes it from the sketches in its database: asked for twice. */
export interface StoredLineage {
  readonly models: number
  readonly families: number
  /** Size of the database, in bytes. */
  readonly database: number
  readonly calls: readonly {
    readonly seconds: number
    readonly processorSeconds: number
    /** Milliseconds to the first event of progress. */
    readonly firstProgress: number | null
    readonly progressEvents: number
    /** Longest stretch, in milliseconds, in which the engine's event loop did not turn. */
    readonly held: number
    /** Of the process, in bytes: before the call, and the most in it. */
    readonly memoryBefore: number
    readonly peakMemory: number
  }[]
  /** Milliseconds from a cancel, half way in, to the end of the call. */
  readonly cancelled: number
}

const filling = fileURLToPath(new URL('./fill-with-sketches.ts', import.meta.url))
const operation = 'lineage'
const sampling = 20

export async function storedLineage(models: number): Promise<StoredLineage> {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-lineage-'))
  try {
    const databaseFile = join(folder, 'library.sqlite')
    // By another process, so that its memory is not counted.
    const filled = spawnSync(process.execPath, [filling, databaseFile, String(models)], { encoding: 'utf8' })
    if (filled.status !== 0) throw new Error(`expected a database of sketches, found ${filled.stderr}`)
    const { families, database } = JSON.parse(filled.stdout) as Pick<StoredLineage, 'families' | 'database'>
    const engine = await openEngine({ databaseFile, modelsFolder: join(folder, 'absent') })
    try {
      const calls: StoredLineage['calls'][number][] = []
      for (let turn = 0; turn < 2; turn += 1) {
        const watch = new LoopWatch()
        const [start, processor, memoryBefore] = [performance.now(), processorTime(), process.memoryUsage.rss()]
        let peakMemory = memoryBefore
        let firstProgress: number | null = null
        let progressEvents = 0
        const sampler = setInterval(() => (peakMemory = Math.max(peakMemory, process.memoryUsage.rss())), sampling)
        const end = engine.on('operation', () => {
          firstProgress ??= performance.now() - start
          progressEvents += 1
        })
        await engine.call('analysis.lineage', { operation })
        const seconds = (performance.now() - start) / 1000
        clearInterval(sampler)
        end()
        const processorSeconds = (processorTime() - processor) / 1000
        calls.push({
          seconds,
          processorSeconds,
          firstProgress,
          progressEvents,
          held: await watch.end(),
          memoryBefore,
          peakMemory,
        })
      }
      // Without the last model, since the answer on all of them is kept.
      const modelIds = (await engine.call('lineage.sketched', {})).modelIds.slice(0, -1)
      const running = engine.call('analysis.lineage', { modelIds, operation }).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 500 * calls[0]!.seconds))
      const start = performance.now()
      await engine.call('operations.cancel', { operation })
      await running
      return { models, families, database, calls, cancelled: performance.now() - start }
    } finally {
      await engine.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
