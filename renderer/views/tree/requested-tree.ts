import type { CallInput } from '../../../engine/api/contract.ts'
import type { Comparison } from '../comparison/use-comparison.ts'
import { shownLayout, type TreeSettings } from './tree-settings.ts'

/**
 * The root that is asked for: all layouts but the unrooted one need one, so an unrooted tree is rooted at its midpoint
 * for display.
 */
function requestedRoot(settings: TreeSettings, modelIds: readonly string[]): CallInput<'analysis.tree'>['root'] {
  if (settings.method === 'upgma') return 'none'
  if (settings.root !== 'none' && settings.root !== 'midpoint' && modelIds.includes(settings.root))
    return { modelId: settings.root }
  if (settings.root === 'midpoint' || shownLayout(settings.layout, modelIds.length) !== 'unrooted') return 'midpoint'
  return 'none'
}

/** The tree of a comparison, as the view's settings ask for it. */
export function requestedTree({ request, scope }: Extract<Comparison, { state: 'ready' }>, settings: TreeSettings) {
  return {
    ...request,
    method: settings.method,
    root: requestedRoot(settings, scope.modelIds),
    replicates: settings.replicates,
    seed: settings.seed,
  }
}
