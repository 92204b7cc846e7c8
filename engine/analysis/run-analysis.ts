import type { Analysis } from '../analyses/all.ts'
import type { Work } from '../analyses/definition.ts'
import type { SourceName, Sources } from '../analyses/sources.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { givingTurns } from '../turns.ts'
import { computed } from './analysis-task.ts'
import { gather } from './gather.ts'
import { keyOf } from './kept-answers.ts'
import { readsSketches, withoutSketches } from './sketches-in-thread.ts'

/**
 * Gathers what an analysis is computed from, and computes it: in a thread, or here with turns for other calls. Answers
 * from weights are kept, since these never change under a model's id.
 */
export async function runAnalysis(
  context: Context,
  analysis: Analysis,
  request: object,
  options: OperationOptions,
): Promise<unknown> {
  const data = await gather[analysis.of](context, request as never, options)
  if (analysis.of !== 'weights') return computeFrom(context, analysis, data, request, options)
  const key = `${analysis.name} ${keyOf(data)}`
  return context.keptAnswers.answer(key, (how) => computeFrom(context, analysis, data, request, how), options)
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
