import { plural } from '../../core/format/quantity.ts'
import type { WeightsCompared } from '../api/lineage-contract.ts'
import type { Remark, RemarkKind } from '../api/remark-contract.ts'

/** What must be known beside a comparison of the weights of two models: what was not compared, and why. */
export function weightRemarks({
  left,
  right,
  tensors,
  layers,
  onlyLeft,
  onlyRight,
}: Omit<WeightsCompared, 'remarks'>): Remark[] {
  const remarks: Remark[] = []
  const add = (kind: RemarkKind, text: string, models = [left, right]): void => {
    remarks.push({ kind, text, modelIds: models.map(({ modelId }) => modelId) })
  }
  const matrices = tensors.filter(({ kind, change }) => kind === 'matrix' && change !== null)
  if (matrices.length > 0 && matrices.every(({ change }) => change!.cosine === null))
    add('zero weights', `All matrices of ${left.name} or of ${right.name} are zero: it computes nothing of its own.`)
  if (left.architecture !== right.architecture)
    add(
      'architectures',
      `The architectures differ (${left.name}: ${left.architecture}, ${right.name}: ${right.architecture}): only tensors of one name and shape are compared.`,
    )
  const moved = layers.find(({ layer, rightLayer }) => layer !== rightLayer)
  if (moved !== undefined)
    add(
      'depths',
      `The depths differ: layers are compared with those that they are most alike, such as ${moved.layer} of ${left.name} with ${moved.rightLayer} of ${right.name}.`,
    )
  const otherShape = tensors.filter(({ change }) => change === null)
  const first = otherShape[0]
  if (first !== undefined)
    add(
      'shapes',
      `Not compared, since the shapes differ: ${plural(otherShape.length, 'tensor')}, the first ${first.name}, ${shapeText(first.leftDimensions)} and ${shapeText(first.rightDimensions)}.`,
    )
  if (tensors.some(({ sampledRows }) => sampledRows !== null))
    add(
      'vocabularies',
      'The vocabularies differ: tensors with a row per token are compared by a sample of tokens that both have, and left out of the sums.',
    )
  for (const [model, names] of [
    [left, onlyLeft],
    [right, onlyRight],
  ] as const)
    if (names.length > 0)
      add(
        'unmatched tensors',
        `Only ${model.name} has ${names[0]!}${names.length > 1 ? ` and ${plural(names.length - 1, 'tensor')} more` : ''}.`,
        [model],
      )
  if (tensors.every(({ change }) => change === null))
    add('nothing compared', 'There is no tensor that both models have in one shape.')
  return remarks
}

const shapeText = (dimensions: readonly number[]): string => dimensions.join(' × ')
