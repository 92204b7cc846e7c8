import { type Analysis, type AnalysisName, analysisNamed } from '../analyses/all.ts'
import type { Definition, Work } from '../analyses/definition.ts'
import type { SourceName } from '../analyses/sources.ts'
import { readsSketches, withSketches } from './sketches-in-thread.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'

/** An analysis whose types are not known where it is computed. */
type AnyDefinition = Definition<string, SourceName, never, never, never>

/** The answer of an analysis from its data. */
export function computed(analysis: Analysis, data: unknown, request: unknown, work: Work): unknown {
  return (analysis as unknown as AnyDefinition).compute(data as never, request as never, work)
}

interface AnalysisInput {
  readonly name: AnalysisName
  /** From which sketches are read, where the analysis does. */
  readonly databaseFile: string
  readonly data: unknown
  readonly request: unknown
}

/** Computes an analysis in a thread; nobody else waits for turns there. */
export async function analysisTask(
  { name, databaseFile, data, request }: AnalysisInput,
  report: ProgressListener,
): Promise<unknown> {
  const analysis = analysisNamed(name)
  const work = { progress: report, giveTurn: () => Promise.resolve() }
  if (!readsSketches(analysis.of)) return computed(analysis, data, request, work)
  // Here, so that other analyses start without SQLite.
  const { sketchesInFile } = await import('../store/sketches-in-file.ts')
  const file = sketchesInFile(databaseFile)
  try {
    return await computed(analysis, withSketches(analysis.of, data, file.sketchesOf), request, work)
  } finally {
    file.close()
  }
}
