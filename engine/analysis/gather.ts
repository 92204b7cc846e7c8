import type { AnalysisScope } from '../api/comparison-contract.ts'
import type { SourceName, Sources } from '../analyses/sources.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'

type Gather<S extends SourceName> = (
  context: Context,
  request: never,
  options: OperationOptions,
) => Sources[S] | Promise<Sources[S]>

/** How the data of each source come from the stores. Aborting rejects with the signal's reason. */
export const gather: { readonly [S in SourceName]: Gather<S> } = {
  comparison: ({ comparisons }, request: AnalysisScope, options) => comparisons.compare(request, options),
}
