import type { Command } from 'commander'
import { plusMinus } from '../../core/format/plus-minus.ts'
import { countText, plural, weightsText } from '../../core/format/quantity.ts'
import { pairSentence } from '../../engine/analyses/pair-sentence.ts'
import { unitDistanceFacts } from '../../engine/analyses/unit-distance-words.ts'
import type { WeightsCompared } from '../../engine/api/contract.ts'
import { findModel } from '../find-model.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { requireSketches, runSketching } from '../run-sketching.ts'
import type { Session } from '../session.ts'

type Change = WeightsCompared['layers'][number]['change']
type Tensor = WeightsCompared['tensors'][number]

export function addCompareCommand(program: Command, run: RunCommand): void {
  program
    .command('compare')
    .description(
      'what the weights of two models say of each other, and how far they are apart; sketches them first where that is missing',
    )
    .argument('<model>', 'id, name or file of a model')
    .argument('<other>', 'id, name or file of another model')
    .option('--layers', 'the change of each layer and tensor as well')
    .action((leftName: string, rightName: string, { layers = false }: { layers?: boolean }, self: Command) =>
      run(self, (session) => compare(session, leftName, rightName, layers)),
    )
}

async function compare(session: Session, leftName: string, rightName: string, layers: boolean): Promise<void> {
  const [left, right] = [await findModel(session, leftName), await findModel(session, rightName)]
  requireSketches(await runSketching(session, [left, right]))
  const compared = await session.interruption.guard(
    session.engine.call('lineage.compare', { left: left.id, right: right.id }),
  )
  // What others among the models would tell, such as a merge of which these are a part, is for the command lineage.
  const lineage = await runOperation(session, (operation) =>
    session.engine.call('analysis.lineage', { modelIds: [left.id, right.id], operation }),
  )
  session.output.remarks(compared.remarks)
  await session.output.result(
    () => compared,
    () =>
      [
        `${pairSentence({ left, right, lineage, distance: null })}\n`,
        ...changeTables(totalRows(compared)),
        ...(compared.matched === null ? [] : matchedParts(compared.matched, layers)),
        ...(layers ? changeTables(layerRows(compared)) : []),
      ].join('\n'),
  )
}

/** What matched hidden units say, and the rows of each matrix that lead into them. */
function matchedParts(matched: NonNullable<WeightsCompared['matched']>, layers: boolean): string[] {
  const facts = unitDistanceFacts(matched).map(([name, value]) => `${name}: ${value}\n`)
  const head = `The rest is compared in place, where the hidden units of these models stand otherwise.\n${facts.join('')}`
  if (!layers) return [head]
  return [
    head,
    formatTable(
      [
        { title: 'rows of matched units' },
        { title: 'units', align: 'right' },
        { title: 'relative distance', align: 'right' },
      ],
      matched.matrices.map(({ name, units, relativeDistance, relativeDistanceError }) => [
        name,
        countText(units),
        plusMinus(relativeDistance, relativeDistanceError),
      ]),
    ),
  ]
}

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
    ...layers.flatMap(({ layer, rightLayer, change }) => {
      const title = `layer ${layer}${layer === rightLayer ? '' : `, ${rightLayer} of the other`}`
      return [{ title, types: '', change }, ...of(layer)]
    }),
  ]
}

function tensorRow({ name, layer, leftType, rightType, change, sampledRows }: Tensor): ChangeRow[] {
  if (change === null) return []
  const title = `${layer === null ? '' : '  '}${name}${sampledRows === null ? '' : ` (${plural(sampledRows, 'row')})`}`
  return [{ title, types: leftType === rightType ? leftType : `${leftType}, ${rightType}`, change }]
}

/** A table of the rows; none where nothing could be compared, which a remark says. */
function changeTables(rows: readonly ChangeRow[]): string[] {
  if (rows.length === 0) return []
  const hasTypes = rows.some(({ types }) => types !== '')
  const table = formatTable(
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
  return [table]
}
