import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import type { EmergenceComparison } from '../../core/emergence/compare-emergence.ts'
import type { EmergenceSummary } from '../../core/emergence/emergence-summary.ts'
import { factorTexts, lossBeside, lossTexts } from '../../core/emergence/emergence-text.ts'
import { fitVerdict, misfitAdvice, observedVerdict } from '../../core/emergence/fit-verdict.ts'
import { publishedEmergence } from '../../core/emergence/published-results.ts'
import { readCheckpoints, usualColumns } from '../../core/emergence/read-checkpoints.ts'
import { fixed, intervalEnds } from '../../core/format/interval.ts'
import { significant } from '../../core/format/quantity.ts'
import { decideScales, scaleLines, type ScaleChoice, unclearScaleText } from '../../core/table/scale-choice.ts'
import { emergenceChartIds, emergenceCharts } from '../../engine/analyses/emergence-charts.ts'
import { ApiError } from '../../engine/api/contract.ts'
import type { CheckpointRow } from '../../engine/api/emergence-contract.ts'
import { addChartOption, chartSvg, type ChartOption } from '../chart-option.ts'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { Notes } from '../notes.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import { scaleOption } from '../scale-option.ts'
import type { Session } from '../session.ts'
import { ofFile, readTableFile } from '../table-file.ts'
import { addLawOptions, fewShotOption, type LawOptions } from './emergence-options.ts'

interface FitOptions extends LawOptions, ChartOption {
  readonly checkpoints: string
  readonly compare?: string
  readonly checkpointColumn: string
  readonly lossColumn: string
  readonly examplesColumn: string
  readonly scoreColumn: string
  readonly flopsColumn: string
  readonly scale: ScaleChoice
}

export function addEmergenceFitCommand(emergence: Command, run: RunCommand): void {
  const command = emergence
    .command('fit')
    .description('fit the emergence law to finetuned checkpoints and predict the few-shot emergence')
    .addOption(
      new Option(
        '--checkpoints <file>',
        'CSV: checkpoint, loss (nats), examples (0: not finetuned), score, flops',
      ).makeOptionMandatory(),
    )
    .addOption(fewShotOption().makeOptionMandatory())
    .addOption(new Option('--compare <file>', 'checkpoints of a second pretraining set, losses on the same text'))
  addLawOptions(command)
    .addOption(new Option('--checkpoint-column <title>', 'names of the checkpoints').default(usualColumns.checkpoint))
    .addOption(new Option('--loss-column <title>', 'pretraining loss').default(usualColumns.loss))
    .addOption(new Option('--examples-column <title>', 'examples finetuned on').default(usualColumns.examples))
    .addOption(new Option('--score-column <title>', 'score after finetuning').default(usualColumns.score))
    .addOption(scaleOption())
    .addOption(
      new Option('--flops-column <title>', 'training FLOPs, for the horizon in compute').default(usualColumns.flops),
    )
  addChartOption(command, emergenceChartIds).action((options: FitOptions, self: Command) =>
    run(self, (session) => printFit(session, options), noDatabase),
  )
}

async function printFit(session: Session, options: FitOptions): Promise<void> {
  const { engine, output } = session
  const { law, lossScale, fewShot, leastLoss = null, bootstrap, seed } = options
  const notes = new Notes(output)
  const ofSecond = new Notes(output)
  const request = {
    checkpoints: readRows(notes, options.checkpoints, options),
    compareWith: options.compare === undefined ? null : readRows(ofSecond, options.compare, options),
    ...{ law, lossScale, fewShot, leastLoss, bootstrap, seed },
  }
  const { first, second, comparison } = await ofFiles(options, () =>
    runOperation(session, (operation) => engine.call('emergence.fit', { ...request, operation })),
  )
  if (options.compare === undefined) notes.add(first.notes)
  else {
    notes.addOfFile(options.checkpoints, first.notes)
    ofSecond.addOfFile(options.compare, second!.notes)
  }
  const settings = { fewShot, lossScale, leastLoss }
  await output.result(
    () => ({
      checkpoints: options.checkpoints,
      seed,
      ...settings,
      ...first,
      notes: notes.list,
      ...(second === null
        ? {}
        : {
            second: { checkpoints: options.compare, ...settings, ...second, notes: ofSecond.list },
            comparison,
          }),
      published: publishedEmergence,
    }),
    () => {
      if (options.chart !== undefined) {
        const charted = { rows: request.checkpoints, forecast: first, tableName: basename(options.checkpoints) }
        const compared =
          second === null || options.compare === undefined
            ? null
            : { forecast: second, tableName: basename(options.compare) }
        return chartSvg(
          emergenceCharts({ ...charted, second: compared, law, lossScale, fewShot, leastLoss }),
          options.chart,
        )
      }
      return (
        forecastText(first, options) +
        (second === null
          ? ''
          : `\nsecond pretraining set\n${forecastText(second, options)}${comparisonText(comparison!)}`)
      )
    },
  )
}

/** Names the file where what is in it cannot be fitted; of two files, both. */
async function ofFiles<T>({ checkpoints, compare }: FitOptions, fit: () => Promise<T>): Promise<T> {
  try {
    return await fit()
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'invalid') throw error
    const files = [checkpoints, ...(compare === undefined ? [] : [compare])].join(', ')
    throw new CommandFailure(`${files}: ${error.message}`, { code: 'invalid', cause: error })
  }
}

function readRows(notes: Notes, file: string, options: FitOptions): CheckpointRow[] {
  const table = readTableFile(file, notes)
  const { checkpointColumn, lossColumn, examplesColumn, scoreColumn, flopsColumn } = options
  const columns = {
    checkpoint: checkpointColumn,
    loss: lossColumn,
    examples: examplesColumn,
    score: scoreColumn,
    flops: flopsColumn,
  }
  const { scales, readings } = ofFile(file, () => {
    readCheckpoints(table, columns)
    return decideScales(table, [scoreColumn], options.scale, false)
  })
  if (readings.length > 0)
    throw new CommandFailure(`${file}: ${unclearScaleText(readings, '--scale')}`, { code: 'invalid' })
  const scale = scales.get(scoreColumn)!
  if (scale !== 'fraction') notes.addOfFile(file, scaleLines([{ title: scoreColumn, scale }]))
  return ofFile(file, () => readCheckpoints(table, columns, scale)).map(({ flops = null, ...row }) => ({
    ...row,
    flops,
  }))
}

function forecastText(
  { rows: fitted, noise, law, goodness, diagnostics, emergence, strongest, horizon, observed }: EmergenceSummary,
  { lossScale, fewShot }: FitOptions,
): string {
  const loss = lossScale === 'log' ? 'ln loss' : 'loss'
  const amount = law.form === 'log-power' ? '(ln D)' : 'D'
  const beside = (at: number): string => lossBeside(at, emergence.posterior)
  const rows = [
    ...(emergence.equallyLikely === null
      ? [['most likely', '', beside(emergence.mostLikely), '']]
      : [['any in the range fits', ...rangeCells(emergence.equallyLikely)]]),
    ['posterior', ...lossTexts(emergence.posterior)],
    ...(emergence.bootstrap === null ? [] : [['bootstrap', ...lossTexts(emergence.bootstrap)]]),
    ...(observed === null
      ? []
      : [
          [
            'observed, not fitted',
            ...(observed.profile.isPlateau ? rangeCells(observed.profile) : ['', beside(observed.elbow), '']),
          ],
        ]),
    ...(horizon === null ? [] : [['compute', ...factorTexts(horizon.posterior)]]),
  ]
  const worst = Math.max(...diagnostics.parameters.map(({ rHat }) => rHat ?? Infinity))
  const least = Math.min(...diagnostics.parameters.map(({ effectiveSampleSize }) => effectiveSampleSize))
  const right = { align: 'right' as const }
  return [
    `score = ${law.slope.toFixed(3)} * max(E - ${loss}, 0) + ${law.base.toFixed(3)}`,
    `E = ${law.factor.toPrecision(3)} * ${amount}^${law.exponent.toFixed(2)} + ${law.offset.toFixed(3)}`,
    `${fitted} finetuned rows, strongest checkpoint ${fixed(strongest, 3)} nats, residuals ${significant(noise)}`,
    fitVerdict(goodness),
    ...(goodness.misfits ? [misfitAdvice] : []),
    ...(observed === null ? [] : [observedVerdict(observed, goodness)]),
    `R-hat at most ${worst.toFixed(3)}, effective draws at least ${least.toFixed(0)} of ${diagnostics.draws}`,
    '',
    formatTable(
      [
        { title: `few-shot emergence, nats (D0 = ${fewShot})` },
        { title: '5%', ...right },
        { title: '50%', ...right },
        { title: '95%', ...right },
      ],
      rows,
    ),
  ].join('\n')
}

function rangeCells({ lower, upper }: { readonly lower: number; readonly upper: number }): string[] {
  const [from, to] = intervalEnds(lower, upper)
  return [from, '', to]
}

function comparisonText({ difference, firstEmergesEarlier }: EmergenceComparison): string {
  const [low, middle, high] = lossTexts(difference.posterior)
  return `\nfirst minus second: ${middle} nats (${low} to ${high}); probability that it emerges in weaker models with the first: ${firstEmergesEarlier.toFixed(3)}\n`
}
