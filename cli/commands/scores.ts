import { commandHint } from '../../engine/command-hint.ts'
import { randomUUID } from 'node:crypto'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { printableName } from '../../core/format/printable.ts'
import { plural } from '../../core/format/quantity.ts'
import { scoreText } from '../../core/format/score-text.ts'
import { hasPercentSign } from '../../core/table/number-cell.ts'
import type { ScoreScale } from '../../core/table/score-scale.ts'
import type { RemovedAnswer } from '../../engine/api/removals-contract.ts'
import type { Score, ScoreTable } from '../../engine/api/scores-contract.ts'
import { scoreRemarks } from '../../engine/remarks/score-remarks.ts'
import { suggest } from '../close-matches.ts'
import { confirmRemoval, yesOption, type RemovalOptions } from '../confirm-removal.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import { addListOptions, chosenRows, listTable, type ListColumn, type ListOptions } from '../format/listing.ts'
import { matchTable } from '../format/match-table.ts'
import { noteUndo } from '../note-undo.ts'
import { optionsNeed } from '../option-needs.ts'
import { wholeNumber } from '../option-values.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'
import { addScoresImportCommand } from './scores-import.ts'

interface ScoreOptions {
  readonly metric: string
  readonly shots?: number
  readonly stderr?: number
}

export function addScoresCommand(program: Command, run: RunCommand): void {
  const scores = program.command('scores').description('the table of models and their results on benchmarks')

  const listing = scores
    .command('list')
    .description('list the scores')
    .option('--model <scored-model>', 'only of this model')
    .option('--benchmark <benchmark>', 'only of this benchmark')
  addListOptions(listing, scoreListColumns).action((options: ScoreListOptions, command: Command) =>
    run(command, (session) => list(session, options), existingDatabase),
  )

  addScoresImportCommand(scores, run)

  addScoreOptions(scores.command('set').description('type in a score; accuracies as fractions'))
    .argument('<scored-model>', 'name or alias of a scored model; a new name adds one')
    .argument('<benchmark>', 'name of the benchmark')
    .argument('<value>', 'the score, also with a percent sign', givenValue)
    .addOption(
      new Option(
        '--scale <scale>',
        'what the value is: percent is divided by 100, raw is neither fraction nor percent',
      ).choices(['fraction', 'percent', 'raw']),
    )
    .addOption(new Option('--stderr <number>', 'its standard error').argParser(positive))
    .action((model: string, benchmark: string, value: GivenValue, options: SetOptions, command: Command) =>
      run(command, (session) => set(session, model, benchmark, value, options)),
    )

  const removing = addScoreOptions(
    scores.command('remove').description('remove a score that was typed in or imported, or all of a model'),
  )
    .argument('<scored-model>', 'name or alias of a scored model')
    .argument('[benchmark]', 'name of the benchmark; without it, the model goes with all of its scores')
  optionsNeed(removing, ['metric', 'shots'], 'a benchmark', (_, [, benchmark]) => benchmark !== undefined)
  removing
    .addOption(yesOption())
    .action((model: string, benchmark: string | undefined, options: Partial<ScoreOptions>, command: Command) =>
      run(command, (session) => remove(session, model, benchmark, options), existingDatabase),
    )

  scores
    .command('match')
    .description('which scored models may be which models of the library; nothing changes without --apply')
    .option('--apply', 'match them')
    .action((options: { apply?: boolean }, command: Command) =>
      run(command, (session) => match(session, options.apply === true), existingDatabase),
    )
}

interface ScoreListOptions extends ListOptions {
  readonly model?: string
  readonly benchmark?: string
}

function addScoreOptions(command: Command): Command {
  return command
    .addOption(new Option('--metric <name>', 'name of the metric').default('acc'))
    .addOption(new Option('--shots <number>', 'examples in front of each question').argParser(wholeNumber(0, 1000)))
}

interface SetOptions extends ScoreOptions {
  readonly scale?: ScoreScale
}

interface GivenValue {
  readonly value: number
  readonly hasPercentSign: boolean
}

function givenValue(text: string): GivenValue {
  const hasSign = hasPercentSign(text)
  return { value: anyNumber(hasSign ? text.trimEnd().slice(0, -1).trimEnd() : text), hasPercentSign: hasSign }
}

function anyNumber(text: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.')
  return value
}

function positive(text: string): number {
  const value = anyNumber(text)
  if (value < 0) throw new InvalidArgumentError('Expected a number of at least 0.')
  return value
}

async function list({ engine, output }: Session, options: ScoreListOptions): Promise<void> {
  const { model, benchmark } = options
  const table = await engine.call('scores.table', {})
  const models = model === undefined ? table.models : [scoredModel(table, model)]
  const ofModels = table.scores.filter(({ scoredModelId }) => models.some(({ id }) => id === scoredModelId))
  const scores = benchmark === undefined ? ofModels : scoresOn(ofModels, benchmark, model)
  const rows = chosenRows(namedScores({ models, scores }), scoreListColumns, options)
  const shown: ScoreTable = { models, scores: rows.map(({ score }) => score) }
  const remarks = scoreRemarks(shown)
  output.remarks(remarks)
  await output.result(
    () => ({ ...shown, remarks }),
    () =>
      scores.length === 0
        ? `no scores; get some with: ${commandHint('scores import')} FILE.csv, or ${commandHint('score')} MODEL --benchmark NAME\n`
        : rows.length === 0
          ? `none of ${plural(scores.length, 'score')} fits\n`
          : listTable(rows, scoreListColumns, options),
  )
}

/** The scores on a benchmark; an error that lists close matches where there are none. */
function scoresOn(scores: readonly Score[], benchmark: string, model: string | undefined): Score[] {
  const chosen = scores.filter((score) => score.benchmark === benchmark)
  if (chosen.length > 0) return chosen
  const of = model === undefined ? '' : ` of '${model}'`
  const names = scores.map((score) => score.benchmark)
  throw new CommandFailure(`no scores${of} on benchmark '${benchmark}'${suggest(benchmark, names)}`, {
    code: 'not-found',
  })
}

/** A score with the name of its model. */
interface NamedScore {
  readonly model: string
  readonly score: Score
}

const scoreListColumns: readonly ListColumn<NamedScore>[] = [
  { id: 'model', title: 'model', cell: ({ model }) => model },
  { id: 'benchmark', title: 'benchmark', cell: ({ score: { benchmark } }) => benchmark },
  { id: 'metric', title: 'metric', cell: ({ score: { metric } }) => metric },
  {
    id: 'shots',
    title: 'shots',
    align: 'right',
    cell: ({ score: { shots } }) => (shots === null ? '' : String(shots)),
    key: ({ score: { shots } }) => shots,
  },
  {
    id: 'score',
    title: 'score',
    align: 'right',
    cell: ({ score }) => scoreText(score),
    key: ({ score: { value } }) => value,
  },
  {
    id: 'n',
    title: 'n',
    align: 'right',
    cell: ({ score: { n } }) => (n === null ? '' : String(n)),
    key: ({ score: { n } }) => n,
  },
  { id: 'source', title: 'source', cell: ({ score: { source } }) => source },
  { id: 'detail', title: 'from', cell: ({ score: { sourceDetail } }) => sourceDetail, isExtra: true },
  { id: 'updated', title: 'updated', cell: ({ score: { updatedAt } }) => updatedAt, isExtra: true },
]

/** Scores with the names of their models, model after model. */
function namedScores({ models, scores }: ScoreTable): NamedScore[] {
  const names = new Map(models.map(({ id, name }) => [id, name]))
  const order = new Map(models.map(({ id }, index) => [id, index]))
  return [...scores]
    .sort((left, right) => order.get(left.scoredModelId)! - order.get(right.scoredModelId)!)
    .map((score) => ({ score, model: names.get(score.scoredModelId) ?? '' }))
}

async function set(
  { engine, output }: Session,
  model: string,
  benchmark: string,
  given: GivenValue,
  { metric, shots, stderr, scale }: SetOptions,
): Promise<void> {
  if (given.hasPercentSign && scale !== undefined && scale !== 'percent')
    throw new UsageFailure(`--scale ${scale}: expected a value without a percent sign`)
  const stated = given.hasPercentSign ? 'percent' : scale
  const score = await engine.call('scores.set', {
    model,
    benchmark,
    metric,
    value: given.value,
    shots: shots ?? null,
    stderr: stderr ?? null,
    ...(stated === undefined ? {} : { scale: stated }),
  })
  const stored = (await engine.call('scores.table', {})).models.find(({ id }) => id === score.scoredModelId)
  if (stored !== undefined && stored.name !== model && !stored.aliases.includes(model))
    output.note(`note: '${model}' is known as '${stored.name}'`)
  if (score.benchmark !== benchmark) output.note(`note: '${benchmark}' is known as '${score.benchmark}'`)
  await output.result(
    () => score,
    () => `${stored?.name ?? model}: ${score.benchmark}, ${metric} ${scoreText(score)}\n`,
  )
}

async function remove(
  session: Session,
  name: string,
  benchmark: string | undefined,
  { metric, shots, yes = false }: Partial<ScoreOptions> & RemovalOptions,
): Promise<void> {
  const { engine, output } = session
  const table = await engine.call('scores.table', {})
  const model = scoredModel(table, name)
  if (benchmark === undefined) {
    await confirmRemoval(session, { kind: 'scored model', ids: [model.id] }, { yes })
    const answer = await engine.call('scores.removeModel', { scoredModelId: model.id })
    await output.result(
      () => ({ removed: true, model: model.name }),
      () => `removed ${model.name} with its scores\n`,
    )
    noteUndo(session, answer)
    return
  }
  const ofModel = table.scores.filter(
    (score) =>
      score.scoredModelId === model.id &&
      score.benchmark === benchmark &&
      score.metric === metric &&
      (shots ?? score.shots) === score.shots,
  )
  const removable = ofModel.filter(({ source }) => source !== 'measured')
  if (removable.length === 0) throw nothingToRemove(model.name, benchmark, metric ?? '', ofModel)
  await confirmRemoval(session, { kind: 'score', ids: removable.map(({ id }) => id) }, { yes })
  const group = randomUUID()
  let answer: RemovedAnswer | undefined
  for (const { id } of removable) answer = await engine.call('scores.remove', { scoreId: id, group })
  await output.result(
    () => ({ removed: true, model: model.name, scores: removable }),
    () => `removed ${plural(removable.length, 'score')} of ${model.name}\n`,
  )
  if (answer !== undefined) noteUndo(session, answer)
}

function nothingToRemove(model: string, benchmark: string, metric: string, measured: readonly Score[]): CommandFailure {
  const what = `${model} has no typed or imported score of ${benchmark}, ${metric}`
  return new CommandFailure(
    measured.length === 0 ? what : `${what}; a measured one is removed with its run: ${commandHint('benchmarks runs')}`,
    { code: 'not-found' },
  )
}

function scoredModel(table: ScoreTable, name: string): ScoreTable['models'][number] {
  const model =
    table.models.find((model) => model.name === printableName(name) || model.aliases.includes(printableName(name))) ??
    table.models.find((model) => model.modelId === name)
  if (model === undefined)
    throw new CommandFailure(
      `no scores of a model '${name}'${suggest(
        name,
        table.models.map((model) => model.name),
      )}`,
      { code: 'not-found' },
    )
  return model
}

async function match({ engine, output }: Session, apply: boolean): Promise<void> {
  const matches = await engine.call('scores.proposeMatches', {})
  if (apply && matches.length > 0) {
    await engine.call('scores.match', {
      matches: matches.map(({ scoredModelId, modelId }) => ({ scoredModelId, modelId })),
    })
  }
  await output.result(
    () => ({ matches, applied: apply }),
    () => (matches.length === 0 ? 'no further matches\n' : matchTable(matches)),
  )
  if (!apply && matches.length > 0)
    output.note(`note: nothing was changed; match them with: ${commandHint('scores match')} --apply`)
}
