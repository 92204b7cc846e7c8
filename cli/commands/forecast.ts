import { commandHint } from '../../engine/command-hint.ts'
import { Option, type Command } from 'commander'
import { coverageText } from '../../core/format/coverage-text.ts'
import { predictedText } from '../../core/format/predicted-text.ts'
import { firstNames } from '../../core/format/first-names.ts'
import { levelText, plural, significant } from '../../core/format/quantity.ts'
import { scoreColumns, type ScoreColumn } from '../../core/scaling/score-columns.ts'
import { familyKey } from '../../core/model/family.ts'
import { correlationText, heldOutErrors, meanErrorText, rootMeanSquareText } from '../../core/forecast/error-text.ts'
import {
  baselineNames,
  forecastMethodNames,
  forecastMethodWords,
  type ForecastMethodName,
} from '../../core/forecast/forecast-scores.ts'
import {
  comparisonText,
  decisiveComparisons,
  differenceText,
  missingIntervalsText,
} from '../../core/forecast/verdict-text.ts'
import { forecastChartIds, forecastCharts } from '../../engine/analyses/forecast-charts.ts'
import { truthText } from '../../engine/analyses/forecast-text.ts'
import { forecastRequest } from '../../engine/analyses/forecast.ts'
import type { Forecast, ForecastModel, MethodResult } from '../../engine/api/forecast-contract.ts'
import type { GenomeSummary } from '../../engine/api/contract.ts'
import type { Score } from '../../engine/api/scores-contract.ts'
import { addChartOption, chartSvg, type ChartOption } from '../chart-option.ts'
import { suggest } from '../close-matches.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import { findKnownModel, knownModel } from '../find-model.ts'
import { formatTable } from '../format/table.ts'
import { collected, wholeNumber } from '../option-values.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import { comparedModels, findScope, measureOption, type Scope, type ScopeOptions } from './distances.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

interface ForecastOptions extends ScopeOptions, ChartOption {
  readonly benchmark?: string
  readonly metric?: string
  readonly shots?: number
  readonly method: ForecastMethodName
  /** None named: those without a counted score, else all. */
  readonly model?: readonly string[]
  readonly leaveOut: readonly string[]
}

export function addForecastCommand(program: Command, run: RunCommand): void {
  const command = program
    .command('forecast')
    .description('scores forecast from distances to models with known scores, beside baselines')
    .addOption(new Option('--benchmark <benchmark>', 'benchmark of the scores (default: the only one with scores)'))
    .addOption(new Option('--metric <name>', 'metric of the scores (default: the one that most models have)'))
    .addOption(
      new Option('--shots <number>', 'shots of the scores (default: those that most models have)').argParser(
        wholeNumber(0, 1000),
      ),
    )
    .addOption(genomeOption())
    .addOption(measureOption())
    .addOption(
      new Option('--method <method>', 'whose forecasts are printed; all are judged')
        .choices(forecastMethodNames)
        .default('gp'),
    )
    .addOption(
      new Option(
        '--model <model>',
        'print this model only; may be repeated (default: models without a counted score, else all)',
      ).argParser(collected),
    )
    .addOption(
      new Option(
        '--leave-out <family|model>',
        'set a family or a model aside and forecast it from the others; may be repeated',
      )
        .argParser(collected)
        .default([], 'none'),
    )
  addSettingOptions(addChartOption(command, forecastChartIds), forecastRequest)
  addRuleOptions(command, 'default: as probed').action((options: ForecastOptions, self: Command) =>
    run(self, (session) => printForecast(session, options), existingDatabase),
  )
}

async function printForecast(session: Session, options: ForecastOptions): Promise<void> {
  const scope = await findScope(session, [], options)
  const { genome, request } = scope
  const column = await findColumn(session, options)
  const shown = await Promise.all((options.model ?? []).map((name) => findKnownModel(session, name)))
  const leaveOut = await findLeftOut(session, scope, options.leaveOut)
  const forecast = await runOperation(session, (operation) =>
    session.engine.call('forecast.fromDistance', {
      ...request,
      column,
      leaveOut,
      ...chosenSettings(forecastRequest, options),
      operation,
    }),
  )
  for (const { id, name } of shown) {
    if (forecast.models.every(({ modelId }) => modelId !== id))
      throw new CommandFailure(
        `'${name}' has no complete results with genome '${genome.name}' under this rule; probe it first`,
        { code: 'not-found' },
      )
  }
  for (const note of forecast.notes) session.output.note(`note: ${note}`)
  session.output.remarks(forecast.remarks)
  const ids = shown.length > 0 ? new Set(shown.map(({ id }) => id)) : undefined
  const method = forecast.methods.find((result) => result.method === options.method)!
  await session.output.result(
    () => forecastDocument(forecast, genome, options.method, ids),
    () =>
      options.chart === undefined
        ? forecastText(forecast, genome, method, ids, session.output.heading)
        : chartSvg(forecastCharts(forecast, method), options.chart),
  )
}

/** The column of scores that the options mean; where they leave it open, the one that most models have. */
async function findColumn(session: Session, options: ForecastOptions): Promise<ScoreColumn> {
  const { metric, shots } = options
  const { scores } = await session.engine.call('scores.table', {})
  const columns = scoreColumns(scores)
  if (columns.length === 0)
    throw new CommandFailure(
      `no scores yet; measure some with: ${commandHint('score')} MODEL --benchmark NAME, or import a table of scores`,
      { code: 'not-found' },
    )
  const benchmark = options.benchmark ?? onlyBenchmark(session, scores)
  const ofBenchmark = columns.filter(({ column }) => column.benchmark === benchmark)
  if (ofBenchmark.length === 0)
    throw new CommandFailure(
      `no scores on benchmark '${benchmark}'${suggest(
        benchmark,
        columns.map(({ column }) => column.benchmark),
      )}`,
      { code: 'not-found' },
    )
  const fitting = ofBenchmark.filter(
    ({ column }) =>
      (metric === undefined || column.metric === metric) && (shots === undefined || column.shots === shots),
  )
  const [first] = fitting.sort((left, right) => right.models - left.models)
  if (first !== undefined) return first.column
  const known = ofBenchmark
    .map(({ column }) => `${column.metric}${column.shots === null ? '' : `, ${plural(column.shots, 'shot')}`}`)
    .join('; ')
  throw new CommandFailure(
    `no scores on '${benchmark}' by this metric and number of shots; there are scores by: ${known}`,
    { code: 'not-found' },
  )
}

/** The only benchmark with scores; a usage failure that lists them where there are several. */
function onlyBenchmark({ output }: Session, scores: readonly Score[]): string {
  const models = new Map<string, Set<string>>()
  for (const { benchmark, scoredModelId } of scores)
    models.set(benchmark, (models.get(benchmark) ?? new Set()).add(scoredModelId))
  const counted = [...models].sort(([, left], [, right]) => right.size - left.size)
  if (counted.length > 1)
    throw new UsageFailure(
      `expected --benchmark NAME, as there are scores on several: ${firstNames(
        counted.map(([name, { size }]) => `${name} (${plural(size, 'model')})`),
        { most: 20 },
      )}`,
    )
  const [name] = counted[0]!
  output.note(`note: benchmark ${name}, the only one with scores`)
  return name
}

/** Names that are a model of the library mean the model, others a family of the models compared. */
async function findLeftOut(
  session: Session,
  scope: Scope,
  names: readonly string[],
): Promise<{ families: string[]; modelIds: string[] }> {
  const models = await session.engine.call('models.list', {})
  const families = names.length === 0 ? [] : (await comparedModels(session, scope)).map(({ family }) => family)
  const keys = new Set(families.map(familyKey))
  for (const name of names)
    if (!keys.has(familyKey(name)) && knownModel(models, name) === undefined)
      throw new CommandFailure(
        `--leave-out: expected a family or model that is compared, found '${name}'${suggest(name, [...families, ...models.map((model) => model.name)])}`,
        { code: 'not-found' },
      )
  const named = names.map((name) => ({ name, model: knownModel(models, name) }))
  return {
    families: named.flatMap(({ name, model }) => (model === undefined ? [name] : [])),
    modelIds: named.flatMap(({ model }) => (model === undefined ? [] : [model.id])),
  }
}

/** Those asked for, else those without a score that counts, else all. */
function shownModels(models: readonly ForecastModel[], ids: ReadonlySet<string> | undefined): ForecastModel[] {
  if (ids !== undefined) return models.filter(({ modelId }) => ids.has(modelId))
  const open = models.filter(({ role }) => role !== 'known')
  return open.length > 0 ? open : [...models]
}

/** The document of `forecast --json`. */
export function forecastDocument(
  forecast: Forecast,
  genome: GenomeSummary,
  method: ForecastMethodName,
  ids: ReadonlySet<string> | undefined,
) {
  const { models, methods, ...rest } = forecast
  const nameOf = namesOf(forecast)
  const chosen = methods.find((result) => result.method === method)!
  return {
    ...rest,
    genome: genome.name,
    genomeDigest: genome.digest,
    method,
    forecasts: shownModels(models, ids).map((model) => {
      const made = chosen.forecasts[models.indexOf(model)] ?? null
      return {
        ...model,
        neighbours: model.neighbours.map((neighbour) => ({ name: nameOf(neighbour.modelId), ...neighbour })),
        forecast:
          made === null
            ? null
            : { ...made, restsOn: made.restsOn.map((part) => ({ name: nameOf(part.modelId), ...part })) },
      }
    }),
    methods: methods.map(({ method: name, isBaseline, errors, reason, comparisons }) => ({
      method: name,
      isBaseline,
      errors,
      reason,
      comparisons,
    })),
  }
}

/** The verdict on the difference of a method's mean error from that of the mean. */
function besideMean(comparisons: MethodResult['comparisons'], unit: number): string {
  const mean = comparisons.find(({ baseline }) => baseline === 'mean')
  return mean === undefined ? '-' : `${mean.verdict}: ${differenceText(mean, unit)}`
}

function namesOf({ models }: Forecast): (modelId: string) => string {
  const names = new Map(models.map(({ modelId, name }) => [modelId, name]))
  return (modelId) => names.get(modelId) ?? modelId
}

/** Forecasts of the chosen models by one method, and the table of all methods beside baselines. */
export function forecastText(
  forecast: Forecast,
  genome: GenomeSummary,
  method: MethodResult,
  ids: ReadonlySet<string> | undefined,
  heading: (text: string) => string,
): string {
  const { models, methods, isFraction, level, leave, benchmark, metric, shots, measure, genes, farDistance } = forecast
  const unit = isFraction ? 100 : 1
  const inUnits = (value: number | null): number | null => (value === null ? null : unit * value)
  const right = (title: string) => ({ title, align: 'right' as const })
  const nameOf = namesOf(forecast)
  const listed = shownModels(models, ids)
  const forecasts = formatTable(
    [
      { title: 'model' },
      { title: 'family' },
      right('forecast'),
      right('from'),
      right('to'),
      right('true'),
      { title: 'nearest scored models (distance)' },
    ],
    listed.map((model) => {
      const made = method.forecasts[models.indexOf(model)] ?? null
      const near = model.neighbours
        .slice(0, 3)
        .map(({ modelId, distance }) => `${nameOf(modelId)} ${significant(distance, 2)}`)
        .join(', ')
      const text =
        made === null
          ? null
          : predictedText(
              { value: unit * made.score, lower: inUnits(made.lower), upper: inUnits(made.upper) },
              inUnits(method.errors?.meanAbsolute ?? null),
            )
      return [
        model.name,
        model.family,
        text?.value ?? '-',
        text?.ends?.[0] ?? '-',
        text?.ends?.[1] ?? '-',
        model.truth === null ? '-' : truthText(model, unit),
        model.isFar ? `TOO FAR from anything known: ${near}` : near,
      ]
    }),
  )
  const judged = formatTable(
    [
      { title: `held out by ${leave}` },
      right('n'),
      right('mean error'),
      { title: 'than the mean of the scored models' },
      right('RMS'),
      right('Pearson'),
      right('Spearman'),
      right('covered'),
      right('mean width'),
      { title: '' },
    ],
    methods.map(({ method: name, errors, reason, comparisons, forecasts: made }) => {
      const title = `${baselineNames.includes(name) ? 'baseline: ' : ''}${forecastMethodWords[name]}`
      if (errors === null) return [title, '0', '-', '-', '-', '-', '-', '-', '-', reason ?? '']
      const residuals = heldOutErrors(models, made)
      return [
        title,
        String(errors.n),
        meanErrorText(residuals, unit),
        besideMean(comparisons, unit),
        rootMeanSquareText(residuals, unit),
        errors.pearson === null ? '-' : correlationText(errors.pearson, residuals),
        errors.spearman === null ? '-' : correlationText(errors.spearman, residuals),
        coverageText(errors, level) ?? '-',
        errors.meanWidth === null ? '-' : significant(unit * errors.meanWidth, 2),
        reason ?? '',
      ]
    }),
  )
  const verdicts = method.isBaseline
    ? ''
    : decisiveComparisons(method.comparisons)
        .map((comparison) => `${comparisonText(comparison, unit)}\n`)
        .join('')
  const missing = method.errors === null ? undefined : missingIntervalsText(method.errors, level, forecast.fewestErrors)
  const what = `${benchmark}, ${metric}${shots === null ? '' : `, ${plural(shots, 'shot')}`}`
  const far = farDistance === null ? '' : `; too far beyond a distance of ${significant(farDistance, 2)}`
  return (
    `${heading(`${what}: ${forecastMethodWords[method.method]}`)}\n${verdicts}` +
    `genome ${genome.name}, ${plural(genes, 'gene')}, measure ${measure}; intervals to hold ${levelText(level)} of the true scores${far}${isFraction ? '; scores and errors in points' : ''}\n\n${forecasts}\n${judged}${missing === undefined ? '' : `${missing}\n`}`
  )
}
