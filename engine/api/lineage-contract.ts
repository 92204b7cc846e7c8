/** Calls on the weights of models: sketches of them, and what two models' sketches say. */
import { z } from 'zod'
import type { ModelChange } from '../../core/lineage/compare-sketches.ts'
import type { LengthGrowth } from '../../core/lineage/length-growth.ts'
import type { MatchedUnits, UnitDistance } from '../../core/lineage/matched-units.ts'
import type { WeightChange } from '../../core/lineage/weight-change.ts'
import { call, identifier } from './call.ts'
import { remark } from './remark-contract.ts'

/** What became of a model whose weights were to be sketched. */
const modelSketched = z.object({
  modelId: identifier,
  modelName: z.string(),
  /** Tensors with a stored sketch, and those of them that this call has made. */
  tensors: z.number().int(),
  made: z.number().int(),
  /** Bytes that the sketches take. */
  bytes: z.number().int(),
  /** Why it has no whole sketch; null where it has. */
  failure: z.string().nullable(),
})

const weightChange = z.object({
  elements: z.number().int(),
  squaredDistance: z.number(),
  squaredDistanceError: z.number(),
  relativeDistance: z.number(),
  relativeDistanceError: z.number(),
  cosine: z.number().nullable(),
  cosineError: z.number().nullable(),
}) satisfies z.ZodType<WeightChange>

/** How far models are by matched hidden units; fields as in core/lineage/matched-units.ts. */
export const unitDistance = z.object({
  units: z.number().int(),
  sampledUnits: z.number().int(),
  relativeDistance: z.number(),
  relativeDistanceError: z.number(),
  floor: z.number(),
  inPlaceDistance: z.number().nullable(),
  attention: z.object({ matrices: z.number().int(), mostChange: z.number() }).nullable(),
}) satisfies z.ZodType<UnitDistance>

/** Median, share that grew and number of tensors; see core/lineage/length-growth.ts. */
export const lengthGrowth = z.object({
  median: z.number(),
  grown: z.number(),
  tensors: z.number().int(),
}) satisfies z.ZodType<LengthGrowth>

const matchedUnits = unitDistance.extend({
  haveSameLengths: z.boolean(),
  growth: lengthGrowth.nullable(),
  matrices: z.array(
    z.object({
      name: z.string(),
      left: z.number().int(),
      right: z.number().int(),
      units: z.number().int(),
      relativeDistance: z.number(),
      relativeDistanceError: z.number(),
    }),
  ),
}) satisfies z.ZodType<MatchedUnits>

const comparedModel = z.object({
  modelId: identifier,
  name: z.string(),
  architecture: z.string(),
  quantization: z.string(),
})

/** Fields as in core/lineage/compare-sketches.ts. */
const weightsCompared = z.object({
  left: comparedModel,
  right: comparedModel,
  tensors: z.array(
    z.object({
      name: z.string(),
      layer: z.number().int().nullable(),
      rightLayer: z.number().int().nullable(),
      kind: z.enum(['matrix', 'vector', 'vocabulary']),
      leftDimensions: z.array(z.number().int()),
      rightDimensions: z.array(z.number().int()),
      leftType: z.string(),
      rightType: z.string(),
      change: weightChange.nullable(),
      sampledRows: z.number().int().nullable(),
    }),
  ),
  layers: z.array(z.object({ layer: z.number().int(), rightLayer: z.number().int(), change: weightChange })),
  matrices: weightChange.nullable(),
  vectors: weightChange.nullable(),
  onlyLeft: z.array(z.string()),
  onlyRight: z.array(z.string()),
  /** By matched hidden units, where these stand otherwise in one model than in the other; else null. */
  matched: matchedUnits.nullable(),
  remarks: z.array(remark),
}) satisfies z.ZodType<ModelChange>

export const lineageCalls = {
  /**
   * Reads the weights of models and stores a sketch of each tensor; those that are stored already are not read again. A
   * model that cannot be sketched does not hold up the others. With an operation name: progress in bytes as `operation`
   * events, cancelled by `operations.cancel`; tensors that were done before stay.
   */
  'lineage.sketch': call(
    z.object({ modelIds: z.array(identifier).min(1).max(10_000), operation: identifier.optional() }),
    z.object({ models: z.array(modelSketched) }),
  ),
  /** The models whose weights are read: a sketch of each tensor is stored. */
  'lineage.sketched': call(z.object({}), z.object({ modelIds: z.array(identifier) })),
  /** Compares the weights of two models by their stored sketches. */
  'lineage.compare': call(z.object({ left: identifier, right: identifier }), weightsCompared),
} as const

export type ModelSketched = z.output<typeof modelSketched>
export type WeightsCompared = z.output<typeof weightsCompared>
