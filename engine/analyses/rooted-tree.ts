import { plural } from '../../core/format/quantity.ts'
import { midpointRoot } from '../../core/tree/midpoint-root.ts'
import { rootByOutgroup } from '../../core/tree/root-by-outgroup.ts'
import type { Tree } from '../../core/tree/tree.ts'
import { ApiError } from '../api/api-error.ts'
import type { TreeMethod, TreeRoot } from './tree-choices.ts'

export interface RootRequest {
  readonly method: TreeMethod
  readonly root: TreeRoot
}

/** Whether the tree stands under the root that its method gives. The midpoint of a UPGMA tree is that root. */
export function hasRootOfMethod({ method, root }: RootRequest): boolean {
  return method === 'upgma' && typeof root === 'string'
}

/**
 * The tip to root by; null where it is none.
 *
 * @param tipOf the tip of a model, by its id
 * @throws ApiError where the model is none of those compared
 */
export function outgroupOf({ root }: RootRequest, tipOf: ReadonlyMap<string, string>): string | null {
  if (typeof root === 'string') return null
  const outgroup = tipOf.get(root.modelId)
  if (outgroup === undefined)
    throw new ApiError('invalid', `Root: expected one of the ${plural(tipOf.size, 'model')} compared, found another.`)
  return outgroup
}

/** @param outgroup the tip to root by; null: the midpoint, or as the tree is where none is asked for */
export function rootedTree(tree: Tree, request: RootRequest, outgroup: string | null, tips: number): Tree {
  // Where all models are the same there is nothing to put a root between.
  if (request.root === 'none' || hasRootOfMethod(request) || tips < 2) return tree
  return outgroup === null ? midpointRoot(tree) : rootByOutgroup(tree, [outgroup])
}
