import { alignLayers } from './layer-alignment.ts'
import { layerVectors } from './layer-vectors.ts'
import { depthOf, isMatrix, tensorRole } from './tensor-role.ts'
import { folded, rowBuckets, type SampledRows, type TensorSketch, worthOfBuckets } from './tensor-sketch.ts'
import { type SketchPair, type WeightChange, weightChange } from './weight-change.ts'

/**
 * `matrix`: two dimensions or more; `vector`: one, such as norms and biases; `vocabulary`: a matrix with a row per
 * token.
 */
export type TensorKind = 'matrix' | 'vector' | 'vocabulary'

/** A tensor that both models have, in layers that stand for each other. */
export interface TensorChange {
  /** In the left model. */
  readonly name: string
  /** From 0; null outside the layers. */
  readonly layer: number | null
  readonly rightLayer: number | null
  readonly kind: TensorKind
  readonly leftDimensions: readonly number[]
  readonly rightDimensions: readonly number[]
  readonly leftType: string
  readonly rightType: string
  /** Null where the shapes differ. */
  readonly change: WeightChange | null
  /** Where the vocabularies differ: how many sampled rows, of tokens that both have, the change was computed from. */
  readonly sampledRows: number | null
}

export interface LayerChange {
  readonly layer: number
  readonly rightLayer: number
  readonly change: WeightChange
}

export interface ModelChange {
  /** In the order of the left model. */
  readonly tensors: readonly TensorChange[]
  /** Over the matrices of each layer that can be compared. */
  readonly layers: readonly LayerChange[]
  /** Over all matrices that can be compared as wholes, vocabulary tensors among them; null where there is none. */
  readonly matrices: WeightChange | null
  /** The same of all vectors. */
  readonly vectors: WeightChange | null
  /** Names of tensors that only one of the models has. */
  readonly onlyLeft: readonly string[]
  readonly onlyRight: readonly string[]
}

/**
 * Compares two models, tensor by tensor, by their sketches: tensors of one name, and where the depths differ those of
 * one role in layers that were found alike.
 */
export function compareSketches(left: readonly TensorSketch[], right: readonly TensorSketch[]): ModelChange {
  const partners = partnersOf(left, right)
  const compared = left.flatMap((tensor) => {
    const partner = partners.get(tensor)
    return partner === undefined ? [] : [compareTensor(tensor, partner)]
  })
  const used = new Set(partners.values())
  const whole = compared.filter(({ pair, shown }) => pair !== null && shown.sampledRows === null)
  const over = (chosen: typeof compared): WeightChange | null =>
    chosen.length === 0 ? null : weightChange(chosen.map(({ pair }) => pair!))
  const matrices = whole.filter(({ shown }) => shown.kind !== 'vector')
  const layers = Map.groupBy(
    matrices.filter(({ shown }) => shown.layer !== null),
    ({ shown }) => shown.layer!,
  )
  return {
    tensors: compared.map(({ shown }) => shown),
    layers: [...layers]
      .map(([layer, chosen]) => ({ layer, rightLayer: chosen[0]!.shown.rightLayer!, change: over(chosen)! }))
      .sort((first, second) => first.layer - second.layer),
    matrices: over(matrices),
    vectors: over(whole.filter(({ shown }) => shown.kind === 'vector')),
    onlyLeft: left.flatMap((tensor) => (partners.has(tensor) ? [] : [tensor.name])),
    onlyRight: right.flatMap((tensor) => (used.has(tensor) ? [] : [tensor.name])),
  }
}

/** The right model's tensor that each tensor of the left one is compared with, where there is one. */
function partnersOf(left: readonly TensorSketch[], right: readonly TensorSketch[]): Map<TensorSketch, TensorSketch> {
  const rightLayers = alignedLayers(left, right)
  const byName = new Map(right.map((tensor) => [tensor.name, tensor]))
  return new Map(
    left.flatMap((tensor) => {
      const { layer, role } = tensorRole(tensor.name)
      const rightLayer = layer === null || rightLayers === null ? layer : rightLayers.get(layer)
      const partner =
        rightLayer === undefined ? undefined : byName.get(rightLayer === null ? role : `blk.${rightLayer}.${role}`)
      return partner === undefined ? [] : [[tensor, partner] as const]
    }),
  )
}

/**
 * Where the depths differ and layers were found alike: the right layer of each left one, the first of several. Null
 * where layers go by their numbers.
 */
function alignedLayers(
  left: readonly TensorSketch[],
  right: readonly TensorSketch[],
): ReadonlyMap<number, number> | null {
  if (depthOf(left) === depthOf(right)) return null
  // Weights are compared in place: layers whose units were rearranged have nothing in common there.
  const { pairs, isFound } = alignLayers(
    { vectors: layerVectors(left), units: [] },
    { vectors: layerVectors(right), units: [] },
  )
  return isFound ? new Map(pairs.toReversed().map((pair) => [pair.left, pair.right])) : null
}

function compareTensor(left: TensorSketch, right: TensorSketch): { shown: TensorChange; pair: SketchPair | null } {
  const shared = left.rows !== null && right.rows !== null && left.rows.set !== right.rows.set
  const pair = shared ? rowPair(left, right) : wholePair(left, right)
  const shown = {
    name: left.name,
    layer: tensorRole(left.name).layer,
    rightLayer: tensorRole(right.name).layer,
    kind: kindOf(left),
    leftDimensions: left.dimensions,
    rightDimensions: right.dimensions,
    leftType: left.type,
    rightType: right.type,
    change: pair === null ? null : weightChange([pair]),
    sampledRows: shared && pair !== null ? pair.elements / left.dimensions[0]! : null,
  }
  return { shown, pair }
}

/** The weights of two tensors of one shape, each at its position; null where shapes differ. */
export function wholePair(left: TensorSketch, right: TensorSketch): SketchPair | null {
  if (trimmed(left.dimensions).join() !== trimmed(right.dimensions).join()) return null
  if ((left.rows === null) !== (right.rows === null)) return null
  const buckets = Math.min(left.buckets.length, right.buckets.length)
  return {
    elements: left.elements,
    left: left.buckets.length === buckets ? left.buckets : folded(left.buckets, buckets),
    right: right.buckets.length === buckets ? right.buckets : folded(right.buckets, buckets),
    leftSquares: left.sumOfSquares,
    rightSquares: right.sumOfSquares,
    buckets: worthOfBuckets(buckets, left.elements),
  }
}

/**
 * The sampled rows of tokens that both models have; null where rows have other lengths or no token is in both samples.
 */
function rowPair(left: TensorSketch, right: TensorSketch): SketchPair | null {
  if (left.dimensions[0] !== right.dimensions[0]) return null
  const [leftRows, rightRows] = [left.rows!, right.rows!]
  const rightIndexOf = new Map(Array.from(rightRows.keys, (key, index) => [key, index]))
  const pairs = Array.from(leftRows.keys).flatMap((key, leftIndex) => {
    const rightIndex = rightIndexOf.get(key)
    return rightIndex === undefined ? [] : [{ leftIndex, rightIndex }]
  })
  if (pairs.length === 0) return null
  const chosenLeft = chosenRows(
    leftRows,
    pairs.map(({ leftIndex }) => leftIndex),
  )
  const chosenRight = chosenRows(
    rightRows,
    pairs.map(({ rightIndex }) => rightIndex),
  )
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const leftSquares = sum(chosenLeft.squares)
  const rightSquares = sum(chosenRight.squares)
  // Each row has buckets of its own: the variance goes by the sum of squares of the rows' shares.
  const evenness =
    (leftSquares + rightSquares) ** 2 /
    sum(chosenLeft.squares.map((value, row) => (value + chosenRight.squares[row]!) ** 2))
  return {
    elements: pairs.length * left.dimensions[0]!,
    left: chosenLeft.buckets,
    right: chosenRight.buckets,
    leftSquares,
    rightSquares,
    buckets: rowBuckets * (Number.isFinite(evenness) ? evenness : 1),
  }
}

/** Buckets of some of the sampled rows, one row after the other, and the rows' sums of squares. */
function chosenRows(
  rows: SampledRows,
  indices: readonly number[],
): { readonly buckets: Float64Array; readonly squares: readonly number[] } {
  return {
    buckets: Float64Array.from(
      indices.flatMap((index) => [...rows.buckets.subarray(index * rowBuckets, (index + 1) * rowBuckets)]),
    ),
    squares: indices.map((index) => rows.sumsOfSquares[index]!),
  }
}

/** Dimensions without trailing ones, which files state or leave out. */
function trimmed(dimensions: readonly number[]): readonly number[] {
  return dimensions.slice(0, dimensions.findLastIndex((length) => length !== 1) + 1)
}

function kindOf({ dimensions, rows }: TensorSketch): TensorKind {
  if (rows !== null) return 'vocabulary'
  return isMatrix(dimensions) ? 'matrix' : 'vector'
}
