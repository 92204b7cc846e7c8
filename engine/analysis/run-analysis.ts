import type { Analysis } from '../analyses/all.ts'
import type { Work } from '../analyses/definition.ts'
import type { SourceName, Sources } from '../analyses/sources.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { givingTurns } from '../turns.ts'
import { computed } from './analysis-task.ts'
import { gather } from './gather.ts'

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
  return analysis.inThread
    ? context.threads.run('analysis', { name: analysis.name, data, request }, options.signal, work.progress)
    : computed(analysis, data, request, work)
}

/** How a computation on the engine's own thread tells how far it is, and lets others have their turn. */
export function workOf({ signal, onProgress }: OperationOptions, step: string): Work {
  return { progress: (done, total) => onProgress?.(step, done, total), giveTurn: givingTurns(signal) }
}
