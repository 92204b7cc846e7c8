import { firstNames } from '../../core/format/first-names.ts'
import { boundedText, intervalText } from '../../core/format/interval.ts'
import type { Bounded } from '../../core/similarity/bounded.ts'
import { nearDistance } from '../../core/similarity/near-models.ts'
import { lineageSentences, nameIn, type LineageSentences } from './lineage-sentences.ts'
import type { Lineage } from './lineage.ts'

/** What is known of a model beside others. */
export interface ModelEvidence {
  readonly modelId: string
  /** Of its weights, e.g. `Q4_0`. */
  readonly weightType: string
  /** Of the models whose weights are read; null where this one's are not. */
  readonly lineage: Lineage | null
  /** Names of the models that behave as it does, within the measured noise. */
  readonly same: readonly string[]
  /** The nearest model by behaviour; null where none is compared with it. */
  readonly nearest: { readonly name: string; readonly distance: Bounded } | null
  /** What its header says that it was made from; null where it says nothing. */
  readonly declaredBase: string | null
}

const mostNames = 3

/**
 * What a model is, in one sentence: what its weights say that it was made from, in the words of the library's column
 * (`Quantization (Q4_0) of oak.`); else what they say was made from it; else which model behaves most like it; else
 * what its header declares.
 */
export function modelSentence(evidence: ModelEvidence): string {
  const { modelId, weightType, lineage, declaredBase } = evidence
  if (lineage !== null) {
    const clause = lineageSentences(lineage).ofModel(modelId, weightType)
    if (clause !== null) return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
    const children = lineage.edges.filter(({ from, isDirected }) => isDirected && from === modelId)
    if (children.length > 0) {
      const names = firstNames([...new Set(children.map(({ to }) => nameIn(lineage, to)))], { most: mostNames })
      return `Nothing that it was made from was found; made from it: ${names}.`
    }
    return `No relation to the others was found in the weights${behaviourClause(evidence, '; ')}.`
  }
  const behaviour = behaviourClause(evidence, '')
  if (behaviour !== '')
    return `${behaviour.charAt(0).toUpperCase()}${behaviour.slice(1)}; its weights are not compared.`
  if (declaredBase !== null)
    return `Made from ${declaredBase}, by its header; neither weights nor behaviour are compared.`
  return 'Not compared with others yet, neither by weights nor by behaviour.'
}

/** What a model is to others, in a few words for a line of a list. */
export interface Kinship {
  readonly words: string
  /** Probability or distance, to be shown whole where the words are cut; empty where there is none. */
  readonly figure: string
}

const figureAtEnd = / \(p = [^()]*\)$/

/**
 * The kinship of a model, from the same evidence and in the same order as its sentence; null where nothing is known.
 *
 * @param clauseOf of the lineage's sentences, which are made once for a list
 */
export function kinship(
  { modelId, lineage, same, nearest, declaredBase }: Omit<ModelEvidence, 'weightType'>,
  clauseOf: LineageSentences['ofModel'] | null,
): Kinship | null {
  const clause = clauseOf?.(modelId) ?? null
  if (clause !== null) {
    const figure = figureAtEnd.exec(clause)?.[0] ?? ''
    return { words: clause.slice(0, clause.length - figure.length), figure: figure.trim() }
  }
  const children = lineage?.edges.filter(({ from, isDirected }) => isDirected && from === modelId) ?? []
  if (lineage !== null && children.length > 0)
    return {
      words: `made from it: ${firstNames([...new Set(children.map(({ to }) => nameIn(lineage, to)))], { most: mostNames })}`,
      figure: '',
    }
  const before = lineage === null ? '' : 'no relation by weights; '
  if (same.length > 0)
    return { words: `${before}behaves as ${firstNames(same, { most: mostNames })}, within the noise`, figure: '' }
  if (nearest !== null) {
    const { name, distance } = nearest
    return {
      words: `${before}${distance.value > nearDistance ? 'none near by behaviour, nearest' : 'near by behaviour:'} ${name}`,
      figure: `distance ${boundedText(distance)} (${intervalText(distance.lower, distance.upper)})`,
    }
  }
  if (lineage !== null) return { words: 'no relation by weights', figure: '' }
  return declaredBase === null ? null : { words: `made from ${declaredBase}, by its header`, figure: '' }
}

/** The nearest model by behaviour, after `before`; empty where none is compared. */
function behaviourClause({ same, nearest }: ModelEvidence, before: string): string {
  if (same.length > 0) return `${before}behaves as ${firstNames(same, { most: mostNames })}, within the noise`
  if (nearest === null) return ''
  const { name, distance } = nearest
  const interval = intervalText(distance.lower, distance.upper)
  return `${before}nearest by behaviour: ${name}, distance ${boundedText(distance)} (${interval})`
}
