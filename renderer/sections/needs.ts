import { firstNames } from '../../core/format/first-names.ts'
import type { ModelSummary } from '../../engine/api/contract.ts'
import { commonGenomes } from '../model/common-genomes.ts'
import { isProbeable } from '../model/files-state.ts'
import type { Known, Subject } from './subject.ts'

/** What brings what is missing. */
export type Step =
  | { readonly kind: 'read'; readonly models: readonly ModelSummary[] }
  | { readonly kind: 'probe'; readonly models: readonly ModelSummary[]; readonly genomeId: string | null }
  | { readonly kind: 'compare-all' }
  | { readonly kind: 'score'; readonly models: readonly ModelSummary[] }
  | { readonly kind: 'add' }
  | { readonly kind: 'retry' }

/** What is missing, in a sentence, and the step that brings it; null where none does. */
export interface Missing {
  readonly text: string
  readonly step: Step | null
}

/** What a section needs of its subject: null where it is there, undefined while that is not known. */
export type Need = (subject: Subject) => Missing | null | undefined

/** The first thing missing of several needs. */
export function firstMissing(needs: readonly Need[], subject: Subject): Missing | null | undefined {
  for (const need of needs) {
    const missing = need(subject)
    if (missing !== null) return missing
  }
  return null
}

/** Everything that is missing, each step once. */
export function stepsOf(needs: readonly Need[], subject: Subject): Missing[] {
  const byStep = new Map<string, Missing>()
  for (const need of new Set(needs)) {
    const missing = need(subject)
    if (missing === null || missing === undefined || missing.step === null) continue
    const { kind } = missing.step
    const key = kind === 'read' || kind === 'probe' || kind === 'score' ? `${kind} ${idsOf(missing.step.models)}` : kind
    if (!byStep.has(key)) byStep.set(key, missing)
  }
  return [...byStep.values()]
}

const idsOf = (models: readonly ModelSummary[]): string => models.map(({ id }) => id).join(' ')

const nameList = (models: readonly ModelSummary[]): string =>
  firstNames(
    models.map(({ name }) => name),
    { most: 3, separator: ' and ' },
  )

/** What cannot be asked for yet, or could not be had; null where it is there. */
function unknown(what: string, known: Known<unknown>): Missing | null | undefined {
  if (known === undefined) return undefined
  return known instanceof Error
    ? { text: `${what} could not be read: ${known.message}`, step: { kind: 'retry' } }
    : null
}

/** A step on models whose files are there; the sentence says where some are not. */
function onFiles(
  text: string,
  models: readonly ModelSummary[],
  step: (models: readonly ModelSummary[]) => Step,
): Missing {
  const there = models.filter(isProbeable)
  if (there.length === models.length) return { text, step: step(models) }
  const gone = nameList(models.filter((model) => !isProbeable(model)))
  return { text: `${text} The file of ${gone} is not there as it was.`, step: null }
}

/** The weights of the models are read, and of a model alone those of another one. */
export const weightsRead: Need = ({ models, library }) => {
  const { read } = library
  if (read === undefined || read instanceof Error) return unknown('Which weights are read', read)
  const unread = models.filter(({ id }) => !read.has(id))
  if (unread.length > 0)
    return onFiles(`The weights of ${nameList(unread)} are not read.`, unread, (there) => ({
      kind: 'read',
      models: there,
    }))
  if (models.length > 1 || read.size > 1) return null
  return withOthers('No other model’s weights are read.', library.models, read, (others) => ({
    kind: 'read',
    models: others,
  }))
}

/** The models are in the comparison that is held, and a model alone with another one. */
export const compared: Need = ({ models, library }) => {
  const { comparison } = library
  if (comparison.state === 'loading') return undefined
  if (comparison.state === 'failed') return unknown('The stored probes', comparison.error)
  if (comparison.state !== 'ready')
    return onFiles(`${nameList(models)} ${models.length > 1 ? 'are' : 'is'} not probed.`, models, (there) => ({
      kind: 'probe',
      models: there,
      genomeId: null,
    }))
  const { genome, chosen, modelIds } = comparison.scope
  const probe = (there: readonly ModelSummary[]): Step => ({ kind: 'probe', models: there, genomeId: genome.id })
  const unprobed = models.filter(({ id }) => !chosen.modelIds.includes(id))
  if (unprobed.length > 0)
    return onFiles(`No complete probe of ${nameList(unprobed)} with the genome ${genome.name}.`, unprobed, probe)
  const left = models.filter(({ id }) => !modelIds.includes(id))
  if (left.length > 0)
    return { text: `The models chosen to be compared leave out ${nameList(left)}.`, step: { kind: 'compare-all' } }
  if (modelIds.length > 1) return null
  if (chosen.modelIds.length > 1)
    return { text: 'No other model is chosen to be compared.', step: { kind: 'compare-all' } }
  const probed = new Set(chosen.modelIds)
  return withOthers(`No other model has a complete probe of ${genome.name}.`, library.models, probed, probe)
}

/** Each of the models has a score. */
export const scored: Need = ({ models, library: { scores } }) => {
  if (scores === undefined || scores instanceof Error) return unknown('The scores', scores)
  const withScores = new Set(scores.scores.map(({ scoredModelId }) => scoredModelId))
  const known = new Set(scores.models.flatMap(({ id, modelId }) => (withScores.has(id) ? [modelId] : [])))
  const unscored = models.filter(({ id }) => !known.has(id))
  return unscored.length === 0
    ? null
    : onFiles(`No score of ${nameList(unscored)} is known.`, unscored, (there) => ({ kind: 'score', models: there }))
}

/** Of what a model lacks company in: the step takes the other models, and is to add some where there are none. */
function withOthers(
  text: string,
  all: readonly ModelSummary[],
  done: ReadonlySet<string>,
  step: (others: readonly ModelSummary[]) => Step,
): Missing {
  const others = all.filter((model) => !done.has(model.id) && isProbeable(model))
  return { text, step: others.length === 0 ? { kind: 'add' } : step(others) }
}

/** The models have complete probes of one genome under one rule of alleles. */
export const probedAlike: Need = ({ models, library: { probes, comparison } }) => {
  if (probes === undefined || probes instanceof Error) return unknown('The stored probes', probes)
  const ids = models.map(({ id }) => id)
  if (commonGenomes(probes, ids).length > 0) return null
  const genome = comparison.state === 'ready' ? comparison.scope.genome : null
  const complete = new Set(
    probes.flatMap(({ modelId, genomeId, complete: isComplete }) =>
      isComplete && genomeId === genome?.id ? [modelId] : [],
    ),
  )
  const unprobed = models.filter(({ id }) => !complete.has(id))
  return onFiles(
    'They have no complete probe of the same genome.',
    unprobed.length === 0 ? models : unprobed,
    (there) => ({
      kind: 'probe',
      models: there,
      genomeId: genome?.id ?? null,
    }),
  )
}
