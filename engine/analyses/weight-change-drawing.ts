import { plusMinus } from '../../core/format/plus-minus.ts'
import { countText, plural, significant } from '../../core/format/quantity.ts'
import { gridScene } from '../../core/layout/grid-scene.ts'
import { tensorRole } from '../../core/lineage/tensor-role.ts'
import { markTitle, type MarkFacts } from '../../core/scene/mark-title.ts'
import type { Scene } from '../../core/scene/scene.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import type { WeightsCompared } from '../api/lineage-contract.ts'

type Tensor = WeightsCompared['tensors'][number]
type Matched = NonNullable<WeightsCompared['matched']>
type MatchedMatrix = Matched['matrices'][number]

const outsideLayers = 'none'

/**
 * The change of each tensor between two models as a heat map: what tensors do by rows, their layers by columns. Of
 * models whose hidden units stand otherwise only the rows of matched units are drawn: in place nothing is alike.
 */
export function weightChangeDrawing(compared: WeightsCompared, width: number): Scene {
  const { tensors, matched } = compared
  if (matched !== null) return gridOf(compared, width, matchedCells(matched))
  return gridOf(compared, width, tensorCells(tensors), rolesInOrder(tensors).map(shortRole))
}

interface ChangeCell {
  readonly row: string
  /** Null outside the layers. */
  readonly layer: number | null
  readonly relativeDistance: number | null
  readonly title: string
}

function tensorCells(tensors: readonly Tensor[]): ChangeCell[] {
  return tensors.map((tensor) => ({
    row: shortRole(tensorRole(tensor.name).role),
    layer: tensor.layer,
    relativeDistance: tensor.change?.relativeDistance ?? null,
    title: markTitle(tensor.name, tensorFacts(tensor)),
  }))
}

function matchedCells({ matrices }: Matched): ChangeCell[] {
  return matrices.map((matrix) => ({
    row: `${shortRole(tensorRole(matrix.name).role)}, matched units`,
    layer: matrix.left,
    relativeDistance: matrix.relativeDistance,
    title: markTitle(`${matrix.name}, rows of matched units`, matchedFacts(matrix)),
  }))
}

function shortRole(role: string): string {
  return role.replace(/\.weight$/, '')
}

function gridOf(
  compared: WeightsCompared,
  width: number,
  cells: readonly ChangeCell[],
  rows: readonly string[] = [...new Set(cells.map(({ row }) => row))],
): Scene {
  const layers = [...new Set(cells.flatMap(({ layer }) => (layer === null ? [] : [layer])))].sort((a, b) => a - b)
  const columns = [...(cells.some(({ layer }) => layer === null) ? [outsideLayers] : []), ...layers.map(String)]
  const largest = Math.max(0, ...cells.map(({ relativeDistance }) => relativeDistance ?? 0))
  return gridScene({
    title: weightChangeTitle(compared),
    description: weightChangeCaption(compared),
    width,
    rows,
    columns,
    columnsTitle: 'Layer',
    cells: cells.map(({ row, layer, relativeDistance, title }) => ({
      row: rows.indexOf(row),
      column: columns.indexOf(layer === null ? outsideLayers : String(layer)),
      position: relativeDistance === null ? null : largest === 0 ? 0 : relativeDistance / largest,
      text: relativeDistance === null ? '' : significant(relativeDistance, 2),
      title,
    })),
    legend: {
      title: 'Change',
      from: '0',
      middle: significant(largest / 2, 2),
      to: significant(largest, 2),
      isReversed: false,
    },
  })
}

export function weightChangeTitle({ left, right }: WeightsCompared): string {
  return `Change of the weights from ${left.name} to ${right.name}`
}

export function weightChangeCaption({ matrices, matched }: WeightsCompared): string {
  if (matched !== null) {
    const { units, sampledUnits, relativeDistance, relativeDistanceError } = matched
    const inPlace = matrices === null ? '' : `, ${significant(matrices.relativeDistance, 2)} of all matrices in place`
    return `Relative distance of the rows of ${units} of ${sampledUnits} sampled hidden units, matched whatever their order, signs and scales: ${plusMinus(relativeDistance, relativeDistanceError)}${inPlace} · 0: the same, 1.41: unrelated`
  }
  const all =
    matrices === null
      ? ''
      : `, ${plusMinus(matrices.relativeDistance, matrices.relativeDistanceError)} over all matrices`
  return `Relative distance of each tensor${all} · 0: the same, 1.41: unrelated weights of one length`
}

const kinds: readonly Tensor['kind'][] = ['vocabulary', 'matrix', 'vector']

/** What the tensors do, in the order in which a model has it: embeddings, then matrices, then norms and biases. */
function rolesInOrder(tensors: readonly Tensor[]): string[] {
  const ordered = kinds.flatMap((kind) => tensors.filter((tensor) => tensor.kind === kind))
  return [...new Set(ordered.map(({ name }) => tensorRole(name).role))]
}

function matchedFacts({
  left,
  right,
  units,
  relativeDistance,
  relativeDistanceError,
}: MatchedMatrix): MarkFacts['facts'] {
  return [
    ['Relative distance', plusMinus(relativeDistance, relativeDistanceError)],
    ['Matched hidden units', countText(units)],
    ...(left === right ? [] : [['Compared with', `layer ${right}`] as const]),
  ]
}

function tensorFacts({
  layer,
  rightLayer,
  change,
  leftType,
  rightType,
  leftDimensions,
  rightDimensions,
  sampledRows,
}: Tensor): MarkFacts['facts'] {
  const types = ['Type', leftType === rightType ? leftType : `${leftType}, ${rightType}`] as const
  const moved = layer === rightLayer ? [] : ([['Compared with', `layer ${rightLayer}`]] as const)
  if (change === null)
    return [
      ['Not compared', `shapes ${leftDimensions.join(' × ')} and ${rightDimensions.join(' × ')}`],
      ...moved,
      types,
    ]
  return [
    ['Relative distance', plusMinus(change.relativeDistance, change.relativeDistanceError)],
    ...(change.cosine === null ? [] : [['Cosine', plusMinus(change.cosine, change.cosineError)] as const]),
    ['Weights', countText(change.elements)],
    ...(sampledRows === null ? [] : [['Rows of tokens that both have', countText(sampledRows)] as const]),
    ...moved,
    types,
  ]
}

/** The tensors with every digit, for files; behind them the rows of matched hidden units. */
export function weightChangeTable({ tensors, matched }: WeightsCompared): NumberTable {
  return {
    columns: [
      'tensor',
      'layer',
      'right_layer',
      'kind',
      'left_type',
      'right_type',
      'weights',
      'relative_distance',
      'relative_distance_error',
      'cosine',
      'cosine_error',
      'sampled_rows',
      'matched_units',
    ],
    rows: [
      ...tensors.map(({ name, layer, rightLayer, kind, leftType, rightType, change, sampledRows }) => [
        name,
        layer,
        rightLayer,
        kind,
        leftType,
        rightType,
        change?.elements ?? null,
        change?.relativeDistance ?? null,
        change?.relativeDistanceError ?? null,
        change?.cosine ?? null,
        change?.cosineError ?? null,
        sampledRows,
        null,
      ]),
      ...(matched?.matrices ?? []).map(({ name, left, right, units, relativeDistance, relativeDistanceError }) => [
        name,
        left,
        right,
        'matched units',
        null,
        null,
        null,
        relativeDistance,
        relativeDistanceError,
        null,
        null,
        null,
        units,
      ]),
    ],
  }
}

/** The tensors for reading, with the digits that hold; before them the rows of matched hidden units. */
export function weightChangeReading({ tensors, matched }: WeightsCompared): NumberTable {
  return {
    columns: ['Tensor', 'Type', 'Relative distance', 'Cosine'],
    rows: [
      ...(matched?.matrices ?? []).map(({ name, units, relativeDistance, relativeDistanceError }) => [
        `${name}, rows of ${plural(units, 'matched unit')}`,
        '–',
        plusMinus(relativeDistance, relativeDistanceError),
        '–',
      ]),
      ...tensors.map(({ name, leftType, rightType, change }) => [
        name,
        leftType === rightType ? leftType : `${leftType}, ${rightType}`,
        change === null ? 'other shape' : plusMinus(change.relativeDistance, change.relativeDistanceError),
        change === null || change.cosine === null ? '–' : plusMinus(change.cosine, change.cosineError),
      ]),
    ],
  }
}
