/** What analyses of stored populations are asked for, and their answers. */
import { z } from 'zod'
import { call, identifier } from './call.ts'

export const stripRule = z.enum(['none', 'phylolm'])

export const alleleRule = z.object({
  chars: z.number().int().min(1).max(32),
  strip: stripRule,
  temperature: z.number().min(0.05).max(10),
})

export const measure = z.enum(['nei', 'nei-mean'])

/**
 * Which stored probes an analysis takes: of each model's complete probes under this rule the best, as
 * engine/analysis/best-probe.ts orders them.
 */
export const analysisScope = z.object({
  genomeId: identifier,
  rule: alleleRule,
  measure,
  /** Absent: every model with a complete probe. */
  modelIds: z.array(identifier).optional(),
})

const matrix = z.array(z.array(z.number()))

/** Groups of two or more models that cannot be told apart: their populations are equal within the measured noise. */
const sameModels = z.array(z.array(identifier))

export const distances = z.object({
  modelIds: z.array(identifier),
  models: z.array(z.string()),
  genes: z.number().int(),
  measure,
  rule: alleleRule,
  /** Square, in the order of `models`. */
  similarity: matrix,
  distance: matrix,
  /** Bounds of the similarity: certified ones, widened by `noise`. */
  lower: matrix,
  upper: matrix,
  /**
   * Statistical margin for the engine's noise on either side, part of the bounds; absent where none worth a word was
   * measured.
   */
  noise: matrix.optional(),
  same: sameModels,
  /** Things a reader must know before trusting a comparison, e.g. probes made in different environments. */
  notes: z.array(z.string()),
})

export const treeMethod = z.enum(['nj', 'upgma'])

/** A node of a tree in preorder; children follow their parent. Lengths in units of the distance. */
export const treeNode = z.object({
  /** Index of the parent in the list; null at the root. */
  parent: z.number().int().nullable(),
  /** Model name at a tip, null inside. */
  name: z.string().nullable(),
  modelId: identifier.nullable(),
  length: z.number().nullable(),
  /**
   * Share of bootstrap replicates with this split, or with this clade where UPGMA gives the root; 0 to 1, null where
   * none was computed.
   */
  support: z.number().nullable(),
})

/** `none`, `midpoint`, or the id of the model to root by. */
const treeRoot = z.union([z.literal('none'), z.literal('midpoint'), z.object({ modelId: identifier })])

export const tree = z.object({
  nodes: z.array(treeNode),
  rooted: z.boolean(),
  /** As asked for; a UPGMA tree is rooted whatever it says. */
  root: treeRoot,
  newick: z.string(),
  method: treeMethod,
  measure,
  genes: z.number().int(),
  replicates: z.number().int(),
  seed: z.number().int(),
  /** Branches with a negative length (kept as neighbour joining gave them). */
  negativeBranches: z.number().int(),
  /** Drawn as tips of length 0 below one node, which has no support. */
  same: sameModels,
  notes: z.array(z.string()),
})

export const treeRequest = analysisScope.extend({
  method: treeMethod,
  root: treeRoot,
  replicates: z.number().int().min(0).max(10_000),
  seed: z.number().int().min(0).max(0xffffffff),
})

export const analysisCalls = {
  /** With an operation name: progress as `operation` events, cancelled by `operations.cancel`. */
  'analysis.distances': call(analysisScope.extend({ operation: identifier.optional() }), distances),
  /** As above. */
  'analysis.tree': call(treeRequest.extend({ operation: identifier.optional() }), tree),
} as const

export type AlleleRule = z.output<typeof alleleRule>
export type Measure = z.output<typeof measure>
export type AnalysisScope = z.output<typeof analysisScope>
export type Distances = z.output<typeof distances>
export type Tree = z.output<typeof tree>
export type TreeNode = z.output<typeof treeNode>
export type TreeRequest = z.output<typeof treeRequest>
