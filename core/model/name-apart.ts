import { bytesText, weightsText } from '../format/quantity.ts'

/** What models of one name may differ in. */
export interface NamingFacts {
  readonly quantization: string
  /** Number of weights. */
  readonly parameters: number
  /** Name of the model that it was made from; null where none is declared. */
  readonly base: string | null
  /** The folder of its file; null where that says nothing. */
  readonly folder: string | null
  /** Bytes. */
  readonly size: number
  /** Of its content, in hexadecimal. */
  readonly digest: string
}

/** A model whose name is the one wanted, or that with a fact behind it. */
export interface Namesake extends NamingFacts {
  readonly id: string
  readonly name: string
}

export interface NamedApart {
  readonly name: string
  /** The namesake that had the name alone and gets its fact, too; null where there is none. */
  readonly renamed: { readonly id: string; readonly from: string; readonly to: string } | null
}

/** Texts of facts, the one that says most to a reader first; the last always tells two contents apart. */
const facts: readonly ((model: NamingFacts) => string | null)[] = [
  ({ quantization }) => quantization,
  ({ parameters }) => weightsText(parameters),
  ({ base }) => base,
  ({ folder }) => folder,
  ({ size }) => bytesText(size),
  ...[8, 16, 64].map(
    (length) =>
      ({ digest }: NamingFacts) =>
        digest.slice(0, length),
  ),
]

/** A fact that is longer tells nothing at a glance. */
const longestFact = 40

/**
 * A name for a model whose name others have: with the first fact behind it in which it differs from all of them, as in
 * `model (Q8_0)`. The one of them that has the name alone gets the same fact, so that neither has to be guessed.
 *
 * @param wanted the name without a fact
 * @param namesakes all models that have that name, alone or with a fact behind it; their contents differ from the
 *   newcomer's
 * @param taken names that cannot be given, by default those of the namesakes
 */
export function nameApart(
  wanted: string,
  newcomer: NamingFacts,
  namesakes: readonly Namesake[],
  taken: ReadonlySet<string> = new Set(namesakes.map(({ name }) => name)),
): NamedApart {
  if (namesakes.length === 0) return { name: wanted, renamed: null }
  const alone = namesakes.find(({ name }) => name === wanted)
  for (const fact of facts) {
    const fresh = fact(newcomer)
    if (fresh === null || fresh === '' || [...fresh].length > longestFact) continue
    if (namesakes.some((namesake) => fact(namesake) === fresh)) continue
    const name = `${wanted} (${fresh})`
    if (taken.has(name)) continue
    const its = alone === undefined ? null : fact(alone)
    if (alone === undefined || its === null || its === '' || [...its].length > longestFact)
      return { name, renamed: null }
    const to = `${wanted} (${its})`
    return { name, renamed: taken.has(to) ? null : { id: alone.id, from: wanted, to } }
  }
  throw new Error(
    `Expected content that differs from that of the models named ${JSON.stringify(wanted)}, found the same.`,
  )
}
