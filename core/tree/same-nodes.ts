/**
 * Rows of the nodes that stand for models that are the same: their members hang directly below.
 *
 * @param rows of a tree in preorder
 * @param same groups of ids
 */
export function sameNodes(
  rows: readonly { readonly parent: number | null; readonly modelId: string | null }[],
  same: readonly (readonly string[])[],
): ReadonlySet<number> {
  const parents = same.map(([first]) => rows.find(({ modelId }) => modelId === first)?.parent ?? null)
  return new Set(parents.filter((parent) => parent !== null))
}
