import { Option, type Command } from 'commander'
import { compareEmergence, type EmergenceComparison } from '../../core/emergence/compare-emergence.ts'
import type { CheckpointScore } from '../../core/emergence/checkpoint.ts'
import { factorTexts, lossBeside, lossTexts } from '../../core/emergence/emergence-text.ts'
import { fitVerdict, observedVerdict } from '../../core/emergence/fit-verdict.ts'
import { forecastEmergence, type EmergenceForecast } from '../../core/emergence/forecast-emergence.ts'
import { publishedEmergence } from '../../core/emergence/published-results.ts'
import { readCheckpoints, usualColumns } from '../../core/emergence/read-checkpoints.ts'
import { fixed, intervalEnds } from '../../core/format/interval.ts'
import { significant } from '../../core/format/quantity.ts'
import { decideScales, scaleLines, type ScaleChoice, unclearScaleText } from '../../core/table/scale-choice.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { decimalNumber } from '../option-values.ts'
import type { Output } from '../output.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { scaleOption } from '../scale-option.ts'
import { ofFile, readTableFile } from '../table-file.ts'
import { addLawOptions, emergenceSettings, type LawOptions } from './emergence-options.ts'

interface FitOptions extends LawOptions {
  readonly checkpoints: string
  readonly compare?: string
  readonly checkpointColumn: string
  readonly lossColumn: string
  readonly examplesColumn: string
  readonly scoreColumn: string
  readonly flopsColumn: string
  readonly scale: ScaleChoice
}

export function addEmergenceFitCommand(emergence: Command): void {
  const command = emergence
    .command('fit')
    .description('fit the emergence law to finetuned checkpoints and predict the few-shot emergence')
    .addOption(
      new Option(
        '--checkpoints <file>',
        'CSV: checkpoint, loss (nats), examples (0: not finetuned), score, flops',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option('--few-shot <number>', 'few-shot limit D0: about the number of few-shot examples')
        .argParser(decimalNumber(1, 1e9))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--compare <file>', 'checkpoints of a second pretraining set, losses on the same text'))
  addLawOptions(command, 500)
    .addOption(new Option('--checkpoint-column <title>', 'names of the checkpoints').default(usualColumns.checkpoint))
    .addOption(new Option('--loss-column <title>', 'pretraining loss').default(usualColumns.loss))
    .addOption(new Option('--examples-column <title>', 'examples finetuned on').default(usualColumns.examples))
    .addOption(new Option('--score-column <title>', 'score after finetuning').default(usualColumns.score))
    .addOption(scaleOption())
    .addOption(
      new Option('--flops-column <title>', 'training FLOPs, for the horizon in compute').default(usualColumns.flops),
    )
    .action((options: FitOptions, self: Command) => runWithoutEngine(self, (output) => printFit(output, options)))
}

async function printFit(output: Output, options: FitOptions): Promise<void> {
  const forecast = forecastOf(output, options.checkpoints, options)
  const second = options.compare === undefined ? undefined : forecastOf(output, options.compare, options)
  const comparison =
    second === undefined ? undefined : compareEmergence(forecast, second, seededGenerator(options.seed))
  for (const note of forecast.notes) output.note(`note: ${note}`)
  for (const note of second?.notes ?? []) output.note(`note: second set: ${note}`)
  await output.result(
    () => ({
      checkpoints: options.checkpoints,
      seed: options.seed,
      ...forecastDocument(forecast),
      ...(second === undefined
        ? {}
        : { second: { checkpoints: options.compare, ...forecastDocument(second) }, comparison }),
      published: publishedEmergence,
    }),
    () =>
      forecastText(forecast) +
      (second === undefined ? '' : `\nsecond pretraining set\n${forecastText(second)}${comparisonText(comparison!)}`),
  )
}

function forecastOf(output: Output, file: string, options: FitOptions): EmergenceForecast {
  const table = readTableFile(file, output)
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
  if (scale !== 'fraction') output.note(`note: ${file}: ${scaleLines([{ title: scoreColumn, scale }]).join('; ')}`)
  const rows: CheckpointScore[] = ofFile(file, () => readCheckpoints(table, columns, scale))
  try {
    return forecastEmergence(rows, emergenceSettings(options), seededGenerator(options.seed))
  } catch (error) {
    if (error instanceof RangeError)
      throw new CommandFailure(`${file}: ${error.message}`, { code: 'invalid', cause: error })
    throw error
  }
}

function forecastDocument(forecast: EmergenceForecast) {
  const { fit, goodness, posterior, emergence, settings, strongest, cumulative, horizon, observed, notes } = forecast
  return {
    fewShot: settings.fewShot,
    lossScale: settings.lossScale,
    leastLoss: settings.leastLoss ?? null,
    rows: fit.rows,
    strongest,
    law: fit.law,
    noise: fit.noise,
    logLikelihood: fit.logLikelihood,
    starts: fit.starts,
    agreeing: fit.agreeing,
    goodness,
    emergence,
    cdf: cumulative,
    diagnostics: {
      draws: posterior.laws.length,
      acceptance: posterior.acceptance,
      parameters: posterior.diagnostics.map(({ parameter, potentialScaleReduction, effectiveSampleSize }) => ({
        parameter,
        rHat: potentialScaleReduction,
        effectiveSampleSize,
      })),
      trustworthy: posterior.trustworthy,
    },
    horizon: horizon ?? null,
    observed: observed ?? null,
    notes,
  }
}

function forecastText({
  fit,
  goodness,
  posterior,
  emergence,
  settings,
  strongest,
  horizon,
  observed,
}: EmergenceForecast): string {
  const { law } = fit
  const loss = settings.lossScale === 'log' ? 'ln loss' : 'loss'
  const amount = law.form === 'log-power' ? '(ln D)' : 'D'
  const beside = (at: number): string => lossBeside(at, emergence.posterior)
  const rows = [
    ...(emergence.equallyLikely === undefined
      ? [['most likely', '', beside(emergence.mostLikely), '']]
      : [['any in the range fits', ...rangeCells(emergence.equallyLikely)]]),
    ['posterior', ...lossTexts(emergence.posterior)],
    ...(emergence.bootstrap === undefined ? [] : [['bootstrap', ...lossTexts(emergence.bootstrap)]]),
    ...(observed === undefined
      ? []
      : [
          [
            'observed, not fitted',
            ...(observed.profile.isPlateau ? rangeCells(observed.profile) : ['', beside(observed.elbow), '']),
          ],
        ]),
    ...(horizon === undefined ? [] : [['compute', ...factorTexts(horizon.posterior)]]),
  ]
  const worst = Math.max(...posterior.diagnostics.map(({ potentialScaleReduction }) => potentialScaleReduction))
  const least = Math.min(...posterior.diagnostics.map(({ effectiveSampleSize }) => effectiveSampleSize))
  const right = { align: 'right' as const }
  return [
    `score = ${law.slope.toFixed(3)} * max(E - ${loss}, 0) + ${law.base.toFixed(3)}`,
    `E = ${law.factor.toPrecision(3)} * ${amount}^${law.exponent.toFixed(2)} + ${law.offset.toFixed(3)}`,
    `${fit.rows} finetuned rows, strongest checkpoint ${fixed(strongest, 3)} nats, residuals ${significant(fit.noise)}`,
    fitVerdict(goodness),
    ...(observed === undefined ? [] : [observedVerdict(observed, goodness)]),
    `R-hat at most ${worst.toFixed(3)}, effective draws at least ${least.toFixed(0)} of ${posterior.laws.length}`,
    '',
    formatTable(
      [
        { title: `few-shot emergence, nats (D0 = ${settings.fewShot})` },
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
