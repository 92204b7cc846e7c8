/** A model that is farther from its family than from another, in means over distances. */
export interface NearerFamily {
  readonly model: number
  /** Places of families in the list that was given. */
  readonly family: number
  readonly other: number
  /** Mean distance to the other members of its family, and to those of the other. */
  readonly distance: number
  readonly otherDistance: number
}

/**
 * The models that stand nearer to another family than to their own: those whose silhouette (Rousseeuw 1987) is
 * negative. A model that is alone in its family has none.
 *
 * @param distances n * n, row by row, symmetric
 * @param families each model's place in one
 */
export function nearerFamilies(
  distances: Float64Array,
  n: number,
  families: readonly (readonly number[])[],
): NearerFamily[] {
  const mean = (model: number, others: readonly number[]): number =>
    others.reduce((sum, other) => sum + distances[model * n + other]!, 0) / others.length
  return families.flatMap((members, family) =>
    members.length < 2
      ? []
      : members.flatMap((model): NearerFamily[] => {
          const distance = mean(
            model,
            members.filter((member) => member !== model),
          )
          const [nearest] = families
            .flatMap((others, other) =>
              other === family || others.length === 0 ? [] : [{ other, otherDistance: mean(model, others) }],
            )
            .sort((left, right) => left.otherDistance - right.otherDistance)
          return nearest === undefined || nearest.otherDistance >= distance
            ? []
            : [{ model, family, distance, ...nearest }]
        }),
  )
}
