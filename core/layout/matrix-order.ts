/**
 * The indices of the models in a matrix, in the order of a tree's tips. Models that the tree does not have come last,
 * in their own order; without a tree the order stays.
 */
export function orderByTree(
  modelIds: readonly string[],
  tree: { readonly nodes: readonly { readonly modelId: string | null }[] } | undefined,
): readonly number[] {
  const remaining = new Map(modelIds.map((id, index) => [id, index]))
  const order: number[] = []
  for (const node of tree?.nodes ?? []) {
    const index = node.modelId === null ? undefined : remaining.get(node.modelId)
    if (index === undefined || node.modelId === null) continue
    order.push(index)
    remaining.delete(node.modelId)
  }
  return [...order, ...remaining.values()]
}
