/**
 * A model and the models it was made from: none for a base, one for a finetune or a quantization, several for a merge.
 */
export interface Descent {
  readonly name: string
  readonly parents: readonly string[]
}

/**
 * The clades that a known ancestry implies: for each model that has descendants, the model with all of them. A merge
 * belongs to a clade only where all its parents do. Sets of fewer than two or more than n - 2 models are left out:
 * every tree of n tips has them.
 *
 * @param models every parent is among them; otherwise it is taken as unknown and the model as a base
 * @returns sets of names, each once, in the order of their oldest model
 */
export function ancestralClades(models: readonly Descent[]): string[][] {
  const known = new Set(models.map((model) => model.name))
  const clades = new Map<string, string[]>()
  for (const { name } of models) {
    const clade = new Set([name])
    for (let before = 0; before !== clade.size; ) {
      before = clade.size
      for (const model of models) {
        const parents = model.parents.filter((parent) => known.has(parent))
        if (parents.length > 0 && parents.every((parent) => clade.has(parent))) clade.add(model.name)
      }
    }
    const members = models.map((model) => model.name).filter((member) => clade.has(member))
    if (members.length >= 2 && models.length - members.length >= 2) clades.set(JSON.stringify(members), members)
  }
  return [...clades.values()]
}
