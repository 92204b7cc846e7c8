import { Option, type Command } from 'commander'
import { coverageText } from '../../core/format/coverage-text.ts'
import { predictedText } from '../../core/format/predicted-text.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { trainingUnits } from '../../core/scaling/training-compute.ts'
import type { HypotheticalForecast, PlanForecast } from '../../core/scaling/hypothetical-model.ts'
import { scalingHypothetical } from '../../engine/analyses/scaling-hypothetical.ts'
import { UsageFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { Notes } from '../notes.ts'
import { optionsNeed } from '../option-needs.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings, numberOption } from '../setting-options.ts'
import {
  addObservationOptions,
  requireTopAboveChance,
  type LawOptions,
  type ObservationOptions,
} from './scaling-options.ts'
import { joinedScores, readModels, requireFamily, tableInput } from './scaling-tables.ts'

interface HypotheticalOptions extends ObservationOptions, LawOptions {
  readonly family: string
  readonly size: number
  readonly tokens: number
  readonly targetFile?: string
  readonly target?: string
}

export function addScalingHypotheticalCommand(scaling: Command, run: RunCommand): void {
  const command = scaling
    .command('hypothetical')
    .description('forecast a model of a family at a size and token count')
    .addOption(new Option('--family <name>', 'family of the model').makeOptionMandatory())
    .addOption(numberOption('--size <billions>', scalingHypothetical.request.shape.size).makeOptionMandatory())
    .addOption(numberOption('--tokens <trillions>', scalingHypothetical.request.shape.tokens).makeOptionMandatory())
    .addOption(new Option('--target-file <file>', 'CSV with a column Model and a score to forecast as well'))
    .addOption(new Option('--target <column>', 'column of the score'))
  addSettingOptions(addObservationOptions(command), scalingHypothetical.request)
  const ofScores = ['chance', 'top', 'link', 'loss']
  optionsNeed<HypotheticalOptions>(command, ofScores, '--target', ({ target }) => target !== undefined)
  command.action((options: HypotheticalOptions, self: Command) =>
    run(self, (session) => printForecast(session, options), noDatabase),
  )
}

async function printForecast(session: Session, options: HypotheticalOptions): Promise<void> {
  const { engine, output } = session
  const { family, size, tokens, target, targetFile, level, seed } = options
  if ((target === undefined) !== (targetFile === undefined))
    throw new UsageFailure('--target and --target-file: expected both or neither, found one')
  requireTopAboveChance(options)
  const notes = new Notes(output)
  const read = readModels(notes, options, target === undefined ? undefined : { file: targetFile!, column: target })
  const { metrics, models } = read
  requireFamily(
    models.filter((model) => model.size !== null && model.tokens !== null),
    '--family',
    family,
    ' with models of known size and tokens',
  )
  const scores = target === undefined ? [] : joinedScores(notes, models, options, targetFile!, [target])
  const { scoreColumns, ...input } = tableInput(read, target === undefined ? [] : [target], scores)
  const forecast = await runOperation(session, (operation) =>
    engine.call('scaling.hypothetical', {
      ...input,
      ...chosenSettings(scalingHypothetical.request, options),
      target: scoreColumns[0] ?? null,
      family,
      size,
      tokens,
      operation,
    }),
  )
  notes.add(forecast.notes)
  const { terms, centre, slopes, intercept } = forecast.translog
  const score = forecast.target === null ? null : { column: target!, ...forecast.target }
  const byMetric = metrics.map((metric, j) => ({ metric, ...forecast.metrics[j]! }))
  await output.result(
    () => ({
      family,
      size,
      tokens,
      flops: forecast.flops,
      capabilities: forecast.capabilities,
      explained: forecast.explained,
      metrics: byMetric,
      target: score,
      translog: { terms, centre, slopes, intercept },
      heldOut: forecast.heldOut,
      notes: notes.list,
      interval: { level, replicates: forecast.replicates, resampled: 'families', seed },
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
      return `${family}, ${amount(size * trainingUnits.size, 'parameters')}, ${amount(tokens * trainingUnits.tokens, 'tokens')}, ${amount(forecast.flops * trainingUnits.flops, 'FLOPs')}; terms: ${terms.join(', ')}\n\n${table}\n${heldOutText(forecast.heldOut, level)}\n`
    },
  )
}

/** Many of something, with up to four digits: `7e9 parameters`. */
function amount(count: number, many: string): string {
  const [mantissa, exponent] = count.toExponential(3).split('e')
  return `${Number(mantissa)}e${Number(exponent)} ${many}`
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
      : `${levelText(level)} intervals from the errors on the other families hold ${metrics}${scores === null ? '' : ` and ${scores}`}`
  return `largest models of ${plural(models.length, 'family', 'families')} held out: mean error ${significant(metricError, 2)}; ${covered}`
}
