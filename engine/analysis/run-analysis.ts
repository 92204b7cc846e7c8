import type { Analysis } from '../analyses/all.ts'
import type { Work } from '../analyses/definition.ts'
import type { SourceName, Sources } from '../analyses/sources.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { givingTurns } from '../turns.ts'
import { computed } from './analysis-task.ts'
import { gather } from './gather.ts'
import { readsSketches, withoutSketches } from './sketches-in-thread.ts'

/** Gathers what an analysis is computed from, and computes it: in a thread, or here with turns for other calls. */
export async function runAnalysis(
  context: Context,
  analysis: Analysis,
  request: object,
  options: OperationOptions,
): Promise<unknown> {
  return computeFrom(context, analysis, await gather[analysis.of](context, request as never, options), request, options)
}

/** The answer from data that were gathered before. */
export async function computeFrom(
  context: Context,
  analysis: Analysis,
  data: Sources[SourceName],
  request: object,
  options: OperationOptions,
): Promise<unknown> {
  const work = workOf(options, analysis.step)
  const { databaseFile } = context
  // No other thread can read a database in memory.
  if (!analysis.inThread || (databaseFile === ':memory:' && readsSketches(analysis.of)))
    return computed(analysis, data, request, work)
  const input = { name: analysis.name, databaseFile, data: withoutSketches(analysis.of, data), request }
  return context.threads.run('analysis', input, options.signal, work.progress)
}

/** How a computation on the engine's own thread tells how far it is, and lets others have their turn. */
export function workOf({ signal, onProgress }: OperationOptions, step: string): Work {
  return {
    progress: (done, total, item = step, unit) => onProgress?.(item, done, total, unit),
    giveTurn: givingTurns(signal),
  }
}
