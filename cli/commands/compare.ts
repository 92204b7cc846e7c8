import type { Command } from 'commander'
import { plusMinus } from '../../core/format/plus-minus.ts'
import { plural, weightsText } from '../../core/format/quantity.ts'
import type { WeightsCompared } from '../../engine/api/contract.ts'
import { CommandFailure } from '../failure.ts'
import { findModel } from '../find-model.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import { runSketching } from '../run-sketching.ts'
import type { Session } from '../session.ts'

type Change = WeightsCompared['layers'][number]['change']
type Tensor = WeightsCompared['tensors'][number]

export function addCompareCommand(program: Command, run: RunCommand): void {
  program
    .command('compare')
    .description('how far the weights of two models are from each other; sketches them first where that is missing')
    .argument('<model>', 'id, name or file of a model')
    .argument('<other>', 'id, name or file of another model')
    .option('--layers', 'the change of each layer and tensor as well')
    .action((leftName: string, rightName: string, { layers = false }: { layers?: boolean }, self: Command) =>
      run(self, (session) => compare(session, leftName, rightName, layers)),
    )
}

async function compare(session: Session, leftName: string, rightName: string, layers: boolean): Promise<void> {
  const [left, right] = [await findModel(session, leftName), await findModel(session, rightName)]
  for (const { name, failure } of await runSketching(session, [left, right]))
    if (failure !== null) throw new CommandFailure(`${name}: ${failure}`)
  const compared = await session.interruption.guard(
    session.engine.call('lineage.compare', { left: left.id, right: right.id }),
  )
  const remarks = remarksOn(compared)
  for (const remark of remarks) session.output.note(`note: ${remark}`)
  await session.output.result(
    () => ({ ...compared, remarks }),
    () => `${changeTable(totalRows(compared))}${layers ? `\n${changeTable(layerRows(compared))}` : ''}`,
  )
}

/** What must be known beside the numbers: what could not be compared, and why. */
export function remarksOn({ left, right, tensors, onlyLeft, onlyRight }: WeightsCompared): string[] {
  const remarks: string[] = []
  if (left.architecture !== right.architecture)
    remarks.push(
      `the architectures differ (${left.name}: ${left.architecture}, ${right.name}: ${right.architecture}); only tensors of one name and shape are compared`,
    )
  const otherShape = tensors.filter(({ change }) => change === null)
  const first = otherShape[0]
  if (first !== undefined) {
    remarks.push(
      `${plural(otherShape.length, 'tensor')} not compared, since the shapes differ: ${first.name} is ${shape(first.leftDimensions)} and ${shape(first.rightDimensions)}`,
    )
  }
  if (tensors.some(({ sampledRows }) => sampledRows !== null))
    remarks.push(
      'the vocabularies differ: tensors with a row per token are compared by a sample of tokens that both have, and left out of the sums',
    )
  for (const { model, names } of [
    { model: left, names: onlyLeft },
    { model: right, names: onlyRight },
  ])
    if (names.length > 0)
      remarks.push(
        `only ${model.name} has ${names[0]!}${names.length > 1 ? ` and ${plural(names.length - 1, 'tensor')} more` : ''}`,
      )
  if (tensors.every(({ change }) => change === null)) remarks.push('there is no tensor that both have in one shape')
  return remarks
}

const shape = (dimensions: readonly number[]): string => dimensions.join(' × ')

interface ChangeRow {
  readonly title: string
  readonly types: string
  readonly change: Change
}

function totalRows({ matrices, vectors }: WeightsCompared): ChangeRow[] {
  return [
    { title: 'all matrices', change: matrices },
    { title: 'all vectors', change: vectors },
  ].flatMap(({ title, change }) => (change === null ? [] : [{ title, types: '', change }]))
}

/** Each layer, and below it its tensors; before them the tensors outside the layers. */
function layerRows({ tensors, layers }: WeightsCompared): ChangeRow[] {
  const of = (layer: number | null): ChangeRow[] =>
    tensors.filter((tensor) => tensor.layer === layer).flatMap((tensor) => tensorRow(tensor))
  return [
    ...of(null),
    ...layers.flatMap(({ layer, change }) => [{ title: `layer ${String(layer)}`, types: '', change }, ...of(layer)]),
  ]
}

function tensorRow({ name, layer, leftType, rightType, change, sampledRows }: Tensor): ChangeRow[] {
  if (change === null) return []
  const title = `${layer === null ? '' : '  '}${name}${sampledRows === null ? '' : ` (${plural(sampledRows, 'row')})`}`
  return [{ title, types: leftType === rightType ? leftType : `${leftType}, ${rightType}`, change }]
}

function changeTable(rows: readonly ChangeRow[]): string {
  const hasTypes = rows.some(({ types }) => types !== '')
  return formatTable(
    [
      { title: 'weights' },
      ...(hasTypes ? [{ title: 'type' }] : []),
      { title: 'number', align: 'right' as const },
      { title: 'cosine', align: 'right' as const },
      { title: 'relative distance', align: 'right' as const },
    ],
    rows.map(({ title, types, change }) => [
      title,
      ...(hasTypes ? [types] : []),
      weightsText(change.elements),
      change.cosine === null ? '' : plusMinus(change.cosine, change.cosineError),
      plusMinus(change.relativeDistance, change.relativeDistanceError),
    ]),
  )
}
