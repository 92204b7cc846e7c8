import { plusMinus } from '../../core/format/plus-minus.ts'
import { countText, significant } from '../../core/format/quantity.ts'
import { gridScene } from '../../core/layout/grid-scene.ts'
import { tensorRole } from '../../core/lineage/tensor-role.ts'
import { markTitle, type MarkFacts } from '../../core/scene/mark-title.ts'
import type { Scene } from '../../core/scene/scene.ts'
import type { NumberTable } from '../../core/table/number-table.ts'
import type { WeightsCompared } from '../api/lineage-contract.ts'

type Tensor = WeightsCompared['tensors'][number]

const outsideLayers = 'none'

/** The change of each tensor between two models as a heat map: what tensors do by rows, their layers by columns. */
export function weightChangeDrawing(compared: WeightsCompared, width: number): Scene {
  const { tensors } = compared
  const roles = rolesInOrder(tensors)
  const layers = [...new Set(tensors.flatMap(({ layer }) => (layer === null ? [] : [layer])))].sort((a, b) => a - b)
  const columns = [...(tensors.some(({ layer }) => layer === null) ? [outsideLayers] : []), ...layers.map(String)]
  const largest = Math.max(0, ...tensors.map(({ change }) => change?.relativeDistance ?? 0))
  return gridScene({
    title: weightChangeTitle(compared),
    description: weightChangeCaption(compared),
    width,
    rows: roles.map((role) => role.replace(/\.weight$/, '')),
    columns,
    columnsTitle: 'Layer',
    cells: tensors.map((tensor) => ({
      row: roles.indexOf(tensorRole(tensor.name).role),
      column: columns.indexOf(tensor.layer === null ? outsideLayers : String(tensor.layer)),
      position: tensor.change === null ? null : largest === 0 ? 0 : tensor.change.relativeDistance / largest,
      text: tensor.change === null ? '' : significant(tensor.change.relativeDistance, 2),
      title: markTitle(tensor.name, tensorFacts(tensor)),
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

export function weightChangeCaption({ matrices }: WeightsCompared): string {
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

/** The tensors with every digit, for files. */
export function weightChangeTable({ tensors }: WeightsCompared): NumberTable {
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
    ],
    rows: tensors.map(({ name, layer, rightLayer, kind, leftType, rightType, change, sampledRows }) => [
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
    ]),
  }
}

/** The tensors for reading, with the digits that hold. */
export function weightChangeReading({ tensors }: WeightsCompared): NumberTable {
  return {
    columns: ['Tensor', 'Type', 'Relative distance', 'Cosine'],
    rows: tensors.map(({ name, leftType, rightType, change }) => [
      name,
      leftType === rightType ? leftType : `${leftType}, ${rightType}`,
      change === null ? 'other shape' : plusMinus(change.relativeDistance, change.relativeDistanceError),
      change === null || change.cosine === null ? '–' : plusMinus(change.cosine, change.cosineError),
    ]),
  }
}
