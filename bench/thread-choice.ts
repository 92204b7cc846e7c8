import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { expandGenes, type ThreadedSource } from '../native/expansion/expand-genes.ts'
import type { ProbeSettings } from '../core/population/probe-settings.ts'
import { threadCandidates } from '../native/source/choose-threads.ts'
import { openDirectSource } from '../native/source/open-direct-source.ts'
import { median } from '../core/statistics/median.ts'

export interface ThreadChoiceOptions {
  readonly model: string
  readonly genes: readonly string[]
  readonly settings: ProbeSettings
  /** Turns of every number of threads. */
  readonly repeats: number
}

/** Probes with the chosen and with each fixed number of threads, under one load. Milliseconds are medians. */
export interface ThreadChoiceSpeed {
  /** Processes that keep a core busy meanwhile. */
  readonly busy: number
  readonly chosen: number
  /** Loading with the measurement, and with the choice kept from it, beyond loading with a fixed number. */
  readonly measuring: number
  readonly recalling: number
  readonly milliseconds: number
  readonly fixed: readonly { readonly threads: number; readonly milliseconds: number }[]
  /** Time with the choice over the least time with a fixed number. */
  readonly ratio: number
  readonly loadAverage: readonly number[]
}

interface Opened {
  readonly source: ThreadedSource
  readonly milliseconds: number
}

async function opened({ model, genes }: ThreadChoiceOptions, threads?: number): Promise<Opened> {
  const longestText = genes.reduce((longest, text) => Math.max(longest, Buffer.byteLength(text)), 1)
  const began = performance.now()
  const { source } = await openDirectSource(model, {
    gpu: 'auto',
    longestText,
    ...(threads === undefined ? {} : { threads }),
  })
  return { source, milliseconds: performance.now() - began }
}

/** Milliseconds of a probe; `onHalf` is called once half of its genes are done. */
async function probing(
  { source }: Opened,
  { genes, settings }: ThreadChoiceOptions,
  onHalf: () => void = () => undefined,
): Promise<number> {
  let done = 0
  const began = performance.now()
  await expandGenes(
    source,
    genes.map((text, index) => ({ index, text })),
    settings,
    {
      onGene: () => {
        done += 1
        if (done === Math.ceil(genes.length / 2)) onHalf()
      },
    },
  )
  return performance.now() - began
}

const startBusy = (): ChildProcess => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })

/** Probes during which a process that keeps a core busy starts or ends. Milliseconds are medians. */
export interface ThreadChangeSpeed {
  readonly change: 'starts' | 'ends'
  readonly milliseconds: number
  readonly fixed: readonly { readonly threads: number; readonly milliseconds: number }[]
  /** Time with the choice over the least time with a fixed number. */
  readonly ratio: number
  readonly loadAverage: readonly number[]
}

/**
 * Times the choice of threads against every fixed number while a busy process starts or ends when half of the genes are
 * done.
 */
export async function threadChange(
  options: ThreadChoiceOptions,
  change: 'starts' | 'ends',
): Promise<ThreadChangeSpeed> {
  const counts = threadCandidates(availableParallelism())
  const times: number[][] = [...counts.map(() => []), []]
  for (let repeat = 0; repeat < options.repeats; repeat += 1) {
    for (const [index, threads] of [...counts, undefined].entries()) {
      let busyProcess = change === 'ends' ? startBusy() : undefined
      // A source of its own for every turn: what the last turn has learned must not help the next.
      const opening = await opened(options, threads)
      try {
        times[index]!.push(
          await probing(opening, options, () => {
            if (change === 'starts') busyProcess = startBusy()
            else busyProcess?.kill('SIGKILL')
          }),
        )
      } finally {
        await opening.source.close()
        busyProcess?.kill('SIGKILL')
      }
    }
  }
  const fixed = counts.map((threads, index) => ({ threads, milliseconds: median(times[index]!) }))
  const milliseconds = median(times.at(-1)!)
  return {
    change,
    milliseconds,
    fixed,
    ratio: milliseconds / Math.min(...fixed.map((timing) => timing.milliseconds)),
    loadAverage: loadavg(),
  }
}

/**
 * Times the choice of threads against every fixed number, all models loaded at once and taking turns, beside `busy`
 * busy processes.
 */
export async function threadChoice(options: ThreadChoiceOptions, busy: number): Promise<ThreadChoiceSpeed> {
  const busyProcesses = Array.from({ length: busy }, startBusy)
  const sources: Opened[] = []
  try {
    const counts = threadCandidates(availableParallelism())
    for (const threads of counts) sources.push(await opened(options, threads))
    const measured = await opened(options)
    await measured.source.close()
    const chosen = await opened(options)
    sources.push(chosen)
    const times: number[][] = sources.map(() => [])
    // The first turn fills tables and caches.
    for (const source of sources) await probing(source, options)
    for (let repeat = 0; repeat < options.repeats; repeat += 1) {
      for (const [index, source] of sources.entries()) times[index]!.push(await probing(source, options))
    }
    const loading = median(sources.slice(0, -1).map(({ milliseconds }) => milliseconds))
    const fixed = counts.map((threads, index) => ({ threads, milliseconds: median(times[index]!) }))
    const milliseconds = median(times.at(-1)!)
    return {
      busy,
      chosen: chosen.source.environment.threads,
      measuring: measured.milliseconds - loading,
      recalling: chosen.milliseconds - loading,
      milliseconds,
      fixed,
      ratio: milliseconds / Math.min(...fixed.map((timing) => timing.milliseconds)),
      loadAverage: loadavg(),
    }
  } finally {
    for (const { source } of sources) await source.close()
    for (const child of busyProcesses) child.kill('SIGKILL')
  }
}
