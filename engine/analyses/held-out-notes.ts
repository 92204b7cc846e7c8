import { firstNames } from '../../core/format/first-names.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { familyKey } from '../../core/model/family.ts'
import type { Forecast } from '../api/forecast-contract.ts'

type HeldOut = Pick<Forecast, 'models' | 'joins' | 'leave' | 'level' | 'fewestErrors' | 'nearDistance' | 'isFraction'>

/**
 * What a reader must know of how models were held out: which fell together and why, and where there are too few of
 * them.
 */
export function heldOutNotes(
  forecast: HeldOut,
  { families, modelIds }: { readonly families: readonly string[]; readonly modelIds: readonly string[] },
): string[] {
  const { models, leave, level, fewestErrors, isFraction } = forecast
  const notes: string[] = []
  const known = models.filter(({ role }) => role === 'known')
  const groups = new Set(known.map(({ group }) => group)).size
  if (leave === 'family') {
    notes.push(...joinNotes(forecast))
    if (groups < 3) {
      notes.push(
        `Only ${plural(groups, 'group')} of models that are held out together ${groups === 1 ? 'has' : 'have'} scores: leaving one out says little. Leave out models instead, or score others.`,
      )
    }
  } else {
    const twins = known.filter((model) =>
      known.some((relative) => relative !== model && relative.group === model.group),
    ).length
    if (twins > 0)
      notes.push(
        `${plural(twins, 'model')} ${twins === 1 ? 'is' : 'are'} forecast from relatives: with models held out one by one, errors say how a further model of a known family is forecast, not how a new family is.`,
      )
  }
  const named = new Set(families.map(familyKey))
  const drawn = models
    .filter(
      ({ role, family, modelId }) =>
        role === 'set-aside' && named.size > 0 && !named.has(familyKey(family)) && !modelIds.includes(modelId),
    )
    .map(({ name }) => name)
  if (drawn.length > 0)
    notes.push(`Set aside with ${families.join(', ')}, being held out together: ${firstNames(drawn)}.`)
  if (known.length < fewestErrors)
    notes.push(
      `${plural(known.length, 'scored model')}: intervals at ${levelText(level)} need ${String(fewestErrors)} held-out errors.`,
    )
  if (known.some(({ items, stderr }) => (isFraction ? items === null && stderr === null : stderr === null))) {
    notes.push(
      'Of some scores neither items nor a standard error are known: there the intervals leave out what the draw of the items does.',
    )
  }
  return notes
}

/** Which models of different families are held out together, and what joins them. */
function joinNotes({ models, joins, nearDistance }: HeldOut): string[] {
  const nameOf = new Map(models.map(({ modelId, name, family }) => [modelId, `${name} (family ${family})`]))
  const near = joins
    .filter(({ by }) => by === 'near')
    .map(
      ({ modelId, otherId, distance }) =>
        `${nameOf.get(modelId)!} and ${nameOf.get(otherId)!}, distance ${significant(distance!, 2)}`,
    )
  const same = joins
    .filter(({ by }) => by === 'vocabulary')
    .map(({ modelId, otherId }) => `${nameOf.get(modelId)!} and ${nameOf.get(otherId)!}`)
  return [
    ...(near.length === 0
      ? []
      : [
          `Held out together though their families differ, measured to be near each other (distance up to ${String(nearDistance)}): ${firstNames(near, { separator: '; ' })}.`,
        ]),
    ...(same.length === 0
      ? []
      : [
          `Held out together though their families differ, with the same tokens in their tokenizers: ${firstNames(same, { separator: '; ' })}.`,
        ]),
  ]
}
