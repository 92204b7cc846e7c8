import type { CheckpointScore } from '../../core/emergence/checkpoint.ts'
import type { Sampling } from '../../core/forecast/sampling-noise.ts'
import type { ScoredTable } from '../../core/scaling/score-columns.ts'
import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import type { SimilarityTerms } from '../../core/similarity/similarity-terms.ts'
import type { NamedFamily } from './family-remarks.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { ForecastModel } from '../api/forecast-contract.ts'

/** The populations of models, compared gene by gene. */
export interface ComparedModels {
  /** In the order of all that follows. */
  readonly modelIds: readonly string[]
  readonly names: readonly string[]
  /** Mean measured noise of each model's evaluation, as a total variation; 0 where none was measured. */
  readonly noise: readonly number[]
  /** Genes that all models have. */
  readonly genes: number
  readonly terms: SimilarityTerms
  /** What to know before trusting the comparison, and the measured scores that are compared. */
  readonly remarks: readonly Remark[]
}

/** Compared models with their scores in one column; lists are parallel to the models. */
export interface ScoredComparison extends ComparedModels {
  readonly described: readonly Pick<
    ForecastModel,
    'modelId' | 'name' | 'family' | 'familySource' | 'parameters' | 'truth' | 'stderr'
  >[]
  readonly sampling: readonly Sampling[]
  /** Digests of the tokens of each vocabulary; null where not known. */
  readonly vocabularies: readonly (string | null)[]
  /** log p(gene) in nats per byte over the genes that all have, models x genes. */
  readonly likelihoods: readonly (readonly number[])[]
  /** What to know where stated and imported families differ; null where they do not. */
  readonly familyConflict: string | null
}

/** Finetuned checkpoints of one pretraining set, or of two. */
interface ComparedCheckpoints {
  readonly first: readonly CheckpointScore[]
  readonly second: readonly CheckpointScore[] | null
}

/** Models whose weights are read; lists are parallel, and models are meant by their places in them. */
export interface SketchedModels {
  readonly modelIds: readonly string[]
  readonly names: readonly string[]
  readonly architectures: readonly string[]
  /** Reads the sketches of a model anew with each call; null where they are damaged, or have been removed meanwhile. */
  readonly sketchesOf: (modelId: string) => readonly TensorSketch[] | null
  /** Groups of models that compute the same within the noise, one-member groups among them; empty where not known. */
  readonly sameFunction: readonly (readonly number[])[]
  /** What headers declare of models that are here. */
  readonly declaredParents: readonly { readonly from: number; readonly to: number }[]
  /** Of each model that is here; empty where nobody asks what contradicts them. */
  readonly families: readonly NamedFamily[]
  readonly remarks: readonly Remark[]
}

/** Models that are compared by their populations, by their weights, or by both; those with neither among them. */
export interface ComparedAndSketched {
  /** In the order of their names. */
  readonly modelIds: readonly string[]
  readonly names: readonly string[]
  /** Those of the models that have populations. */
  readonly probed: readonly string[]
  /** Of these; null where they are fewer than two. */
  readonly behaviour: ComparedModels | null
  /** Of the models whose weights are read. */
  readonly weights: SketchedModels
}

/** A table of scores with what to know before those that are fitted on are trusted. */
export interface RemarkedTable extends ScoredTable {
  readonly remarks: readonly Remark[]
}

/** What an analysis is computed from, by the name of the source. */
export interface Sources {
  readonly 'scored comparison': ScoredComparison
  readonly comparison: ComparedModels
  readonly checkpoints: ComparedCheckpoints
  readonly weights: SketchedModels
  readonly 'comparison and weights': ComparedAndSketched
  /** Models and scores: those that come with the request, else those stored. */
  readonly scores: RemarkedTable
}

export type SourceName = keyof Sources

/** Events after which the answer of an analysis is stale, by its source. */
export const staleAfter = {
  comparison: ['probes.changed', 'models.changed', 'genomes.changed'],
  'scored comparison': ['scores.changed', 'probes.changed', 'models.changed', 'families.changed', 'genomes.changed'],
  checkpoints: ['emergence.changed'],
  weights: ['models.changed', 'sketches.changed', 'probes.changed', 'families.changed'],
  'comparison and weights': ['probes.changed', 'models.changed', 'genomes.changed', 'sketches.changed'],
  scores: ['scores.changed', 'models.changed', 'families.changed'],
} as const satisfies Readonly<Record<SourceName, readonly string[]>>
