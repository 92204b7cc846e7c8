import { Option, type Command } from 'commander'
import { coverageText } from '../../core/format/coverage-text.ts'
import { predictedText } from '../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import {
  forecastHypothetical,
  type HypotheticalForecast,
  type PlanForecast,
} from '../../core/scaling/hypothetical-model.ts'
import { hypotheticalNotes } from '../../core/scaling/hypothetical-notes.ts'
import { UsageFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { decimalNumber } from '../option-values.ts'
import type { Output } from '../output.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import {
  addIntervalOptions,
  addLawOptions,
  addObservationOptions,
  type IntervalOptions,
  type ObservationOptions,
  type TargetOptions,
} from './scaling-options.ts'
import { joinedScores, readModels } from './scaling-tables.ts'

interface HypotheticalOptions extends ObservationOptions, TargetOptions, IntervalOptions {
  readonly family: string
  readonly size: number
  readonly tokens: number
  readonly targetFile?: string
  readonly target?: string
}

export function addScalingHypotheticalCommand(scaling: Command): void {
  const command = scaling
    .command('hypothetical')
    .description('forecast a model of a family at a size and token count')
    .addOption(new Option('--family <name>', 'family of the model').makeOptionMandatory())
    .addOption(
      new Option('--size <billions>', 'parameters in 1e9').argParser(decimalNumber(1e-9, 1e9)).makeOptionMandatory(),
    )
    .addOption(
      new Option('--tokens <trillions>', 'tokens of pretraining in 1e12')
        .argParser(decimalNumber(1e-12, 1e9))
        .makeOptionMandatory(),
    )
    .addOption(new Option('--target-file <file>', 'CSV with a column Model and a score to forecast as well'))
    .addOption(new Option('--target <column>', 'column of the score'))
  addIntervalOptions(addLawOptions(addObservationOptions(command))).action(
    (options: HypotheticalOptions, self: Command) => runWithoutEngine(self, (output) => printForecast(output, options)),
  )
}

async function printForecast(output: Output, options: HypotheticalOptions): Promise<void> {
  const { family, size, tokens, chance, top, target, targetFile, level, seed } = options
  if ((target === undefined) !== (targetFile === undefined))
    throw new UsageFailure('--target and --target-file: expected both or neither, found one')
  if (!(top > chance)) throw new UsageFailure(`--top: expected a score above chance ${chance}, found ${top}`)
  const { metrics, models, notes } = readModels(
    output,
    options,
    target === undefined ? undefined : { file: targetFile!, column: target },
  )
  const joined =
    target === undefined ? { scores: [], notes: [] } : joinedScores(output, models, options, targetFile!, [target])
  const planned = models.map((model, index) => ({ ...model, score: joined.scores[0]?.[index] }))
  const told = [
    ...notes,
    ...joined.notes,
    ...hypotheticalNotes(planned, metrics, { name: target ?? 'score', chance, top }),
  ]
  const onScale = planned.map(({ score, ...model }) => ({
    ...model,
    score: score === undefined ? undefined : (score - chance) / (top - chance),
  }))
  const forecast = forecastHypothetical(onScale, { family, size, tokens }, options)
  for (const note of told) output.note(`note: ${note}`)
  const { terms, centre, slopes, intercepts } = forecast.translog
  const inUnits = ({ predicted, lower, upper }: PlanForecast): PlanForecast => {
    const units = (value: number): number => chance + (top - chance) * value
    return {
      predicted: units(predicted),
      lower: lower === null ? null : units(lower),
      upper: upper === null ? null : units(upper),
    }
  }
  const score = forecast.score === undefined ? null : { column: target!, ...inUnits(forecast.score) }
  const byMetric = metrics.map((metric, j) => ({ metric, ...forecast.metrics[j]! }))
  await output.result(
    () => ({
      family,
      size,
      tokens,
      flops: 6 * size * tokens,
      components: forecast.place,
      explained: forecast.explained,
      metrics: byMetric,
      target: score,
      translog: { terms, centre, slopes, intercept: intercepts.get(family)! },
      heldOut: forecast.heldOut,
      notes: told,
      interval: { level, seed },
    }),
    () => {
      const row = (name: string, { predicted, lower, upper }: PlanForecast): string[] => {
        const { value, ends } = predictedText({ value: predicted, lower, upper })
        return [name, value, ends?.[0] ?? '-', ends?.[1] ?? '-']
      }
      const table = formatTable(
        [
          { title: 'metric' },
          { title: 'predicted', align: 'right' },
          { title: 'lower', align: 'right' },
          { title: 'upper', align: 'right' },
        ],
        [...byMetric.map((entry) => row(entry.metric, entry)), ...(score === null ? [] : [row(score.column, score)])],
      )
      return `${family}, ${size}e9 parameters, ${tokens}e12 tokens, ${Number((6 * size * tokens).toPrecision(4))}e21 FLOPs; terms: ${terms.join(', ')}\n\n${table}\n${heldOutText(forecast.heldOut, level)}\n`
    },
  )
}

/** How well models that exist were forecast from the others. */
function heldOutText(
  {
    models,
    metricError,
    metricCoverage,
    metricIntervals,
    scoreCoverage,
    scoreIntervals,
  }: HypotheticalForecast['heldOut'],
  level: number,
): string {
  if (metricError === null) return 'no family has a second model to check the forecast with'
  const metrics = coverageText({ coverage: metricCoverage, intervals: metricIntervals }, level, 'metric')
  const scores = coverageText({ coverage: scoreCoverage, intervals: scoreIntervals }, level, 'score')
  const covered =
    metrics === null
      ? 'no intervals'
      : `${levelText(level)} intervals hold ${metrics}${scores === null ? '' : ` and ${scores}`}`
  return `largest models of ${plural(models.length, 'family', 'families')} held out: mean error ${significant(metricError, 2)}; ${covered}`
}
