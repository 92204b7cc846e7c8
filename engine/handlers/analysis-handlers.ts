import { analyses, type AnalysisName } from '../analyses/all.ts'
import { runAnalysis } from '../analysis/run-analysis.ts'
import type { Context } from '../context.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

/** One handler per analysis, from its definition. */
export function analysisHandlers(context: Context): Pick<Handlers, AnalysisName> {
  return Object.fromEntries(
    analyses.map((analysis) => [
      analysis.name,
      ({ operation, ...request }: { readonly operation?: string }) =>
        operationOf(context, operation, analysis.unit, (options) => runAnalysis(context, analysis, request, options)),
    ]),
  ) as unknown as Pick<Handlers, AnalysisName>
}
