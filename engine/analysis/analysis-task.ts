import { type Analysis, type AnalysisName, analysisNamed } from '../analyses/all.ts'
import type { Definition, Work } from '../analyses/definition.ts'
import type { SourceName } from '../analyses/sources.ts'
import type { ProgressListener } from '../computing/progress-listener.ts'

/** An analysis whose types are not known where it is computed. */
type AnyDefinition = Definition<string, SourceName, never, never, never>

/** The answer of an analysis from its data. */
export function computed(analysis: Analysis, data: unknown, request: unknown, work: Work): unknown {
  return (analysis as unknown as AnyDefinition).compute(data as never, request as never, work)
}

interface AnalysisInput {
  readonly name: AnalysisName
  readonly data: unknown
  readonly request: unknown
}

/** Computes an analysis in a thread; nobody else waits for turns there. */
export function analysisTask({ name, data, request }: AnalysisInput, report: ProgressListener): unknown {
  return computed(analysisNamed(name), data, request, { progress: report, giveTurn: () => Promise.resolve() })
}
