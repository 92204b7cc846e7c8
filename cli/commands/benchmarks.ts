import { commandHint } from '../../engine/command-hint.ts'
import { Option, type Command } from 'commander'
import { type TaskName, taskNames } from '../../core/benchmark/task.ts'
import { durationText, plural } from '../../core/format/quantity.ts'
import { scoreText } from '../../core/format/score-text.ts'
import type { RunSummary } from '../../engine/api/contract.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { confirmRemoval, yesOption, type RemovalOptions } from '../confirm-removal.ts'
import { CommandFailure } from '../failure.ts'
import { addBenchmarkFile, findKnownBenchmark } from '../find-benchmark.ts'
import { addListOptions, chosenRows, listTable, type ListColumn, type ListOptions } from '../format/listing.ts'
import { formatTable } from '../format/table.ts'
import { noteUndo } from '../note-undo.ts'
import { optionsNeed } from '../option-needs.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'

interface AddOptions {
  readonly task?: TaskName
  readonly name?: string
}

export function addBenchmarksCommand(program: Command, run: RunCommand): void {
  const benchmarks = program
    .command('benchmarks')
    .description('the multiple-choice benchmarks that models are scored on')

  benchmarks
    .command('list')
    .description('list the benchmarks')
    .action((_: unknown, command: Command) => run(command, list, existingDatabase))

  benchmarks
    .command('add')
    .description('add a benchmark: JSON lines, one record each, in the form of its task')
    .argument('<file>', 'JSON lines file')
    .addOption(taskOption())
    .option('--name <name>', 'its name (default: that of the file)')
    .action((file: string, options: AddOptions, command: Command) =>
      run(command, (session) => add(session, file, options)),
    )

  benchmarks
    .command('remove')
    .description('remove a benchmark with its runs and the scores measured by them')
    .argument('<benchmark>', 'name or id of a benchmark')
    .addOption(yesOption())
    .action((name: string, options: RemovalOptions, command: Command) =>
      run(command, (session) => remove(session, name, options), existingDatabase),
    )

  const listing = benchmarks
    .command('runs')
    .description('list the runs of models on benchmarks')
    .option('--remove <run>', 'remove this run with its item results and scores')
    .addOption(yesOption())
  optionsNeed<RunListOptions>(listing, ['yes'], '--remove', ({ remove }) => remove !== undefined)
  addListOptions(listing, runColumns).action((options: RunListOptions, command: Command) =>
    run(command, (session) => runs(session, options), existingDatabase),
  )
}

/** How the records of a file are read and asked. */
export function taskOption(): Option {
  return new Option(
    '--task <name>',
    'how records are read and asked (default: the task of the benchmark, or the only one a file fits)',
  ).choices(taskNames)
}

async function list({ engine, output }: Session): Promise<void> {
  const benchmarks = await engine.call('benchmarks.list', {})
  noteDamage(output, benchmarks)
  await output.result(
    () => ({ benchmarks }),
    () =>
      formatTable(
        [
          { title: 'name' },
          { title: 'task' },
          { title: 'records', align: 'right' },
          { title: 'repeated', align: 'right' },
          { title: 'built in' },
          { title: 'digest' },
          { title: 'description' },
        ],
        benchmarks.map(({ name, task, records, repeated, builtIn, digest, description }) => [
          name,
          task,
          String(records),
          repeated === null ? '?' : String(repeated),
          builtIn ? 'yes' : 'no',
          digest.slice(0, 12),
          description,
        ]),
      ),
  )
}

async function add(session: Session, file: string, options: AddOptions): Promise<void> {
  const { benchmark, known } = await addBenchmarkFile(session, file, options)
  if (benchmark.repeated !== null && benchmark.repeated > 0) {
    session.output.note(
      `note: ${benchmark.name}: ${plural(benchmark.repeated, 'question repeats', 'questions repeat')} an earlier one; examples never give away the question they stand in front of`,
    )
  }
  await session.output.result(
    () => ({ ...benchmark, known }),
    () =>
      `${known ? 'known already as' : 'added'} benchmark ${benchmark.name} with ${plural(benchmark.records, 'record')}, task ${benchmark.task}\n`,
  )
}

async function remove(session: Session, name: string, options: RemovalOptions): Promise<void> {
  const benchmark = await findKnownBenchmark(session, name)
  // What is built in is refused by the removal itself.
  if (!benchmark.builtIn) await confirmRemoval(session, { kind: 'benchmark', ids: [benchmark.id] }, options)
  const answer = await session.engine.call('benchmarks.remove', { benchmarkId: benchmark.id })
  await session.output.result(
    () => ({ removed: true, id: benchmark.id, name: benchmark.name }),
    () => `removed ${benchmark.name}\n`,
  )
  noteUndo(session, answer)
}

interface RunListOptions extends ListOptions, RemovalOptions {
  readonly remove?: string
}

async function runs(session: Session, options: RunListOptions): Promise<void> {
  const { engine, output } = session
  const removed = options.remove
  if (removed !== undefined) {
    const all = await engine.call('runs.list', {})
    if (!all.some(({ id }) => id === removed))
      throw new CommandFailure(`no run with the id ${removed}; list them with: ${commandHint('benchmarks runs')}`, {
        code: 'not-found',
      })
    await confirmRemoval(session, { kind: 'run', ids: [removed] }, options)
    noteUndo(session, await engine.call('runs.remove', { runId: removed }))
  }
  const left = await engine.call('runs.list', {})
  const shown = chosenRows(left, runColumns, options)
  noteDamage(output, shown)
  const remarks = foldedRemarks(shown)
  output.remarks(remarks)
  await output.result(
    () => ({ runs: shown, remarks }),
    () =>
      left.length === 0
        ? `no runs yet; make some with: ${commandHint('score')} MODEL --benchmark NAME\n`
        : shown.length === 0
          ? `none of ${plural(left.length, 'run')} fits\n`
          : listTable(shown, runColumns, options),
  )
}

/** Says what of a list cannot be read as it was stored, each damage once. */
export function noteDamage(
  output: Pick<Session['output'], 'note'>,
  listed: readonly { readonly damage: string | null }[],
): void {
  for (const damage of new Set(listed.flatMap((benchmark) => benchmark.damage ?? []))) output.note(`note: ${damage}`)
}

const runColumns: readonly ListColumn<RunSummary>[] = [
  { id: 'run', title: 'run', align: 'right', cell: ({ id }) => id, key: ({ id }) => Number(id) },
  { id: 'model', title: 'model', cell: ({ modelName }) => modelName },
  { id: 'benchmark', title: 'benchmark', cell: ({ benchmarkName }) => benchmarkName },
  { id: 'task', title: 'task', cell: ({ task }) => task },
  { id: 'shots', title: 'shots', align: 'right', cell: ({ shots }) => String(shots), key: ({ shots }) => shots },
  {
    id: 'items',
    title: 'items',
    align: 'right',
    cell: ({ complete, done, items }) => (complete ? String(done) : `${done} of ${items}`),
    key: ({ done }) => done,
  },
  {
    id: 'scores',
    title: 'scores',
    cell: ({ metrics }) => metrics.map((measured) => `${measured.metric} ${scoreText(measured)}`).join(', '),
    key: ({ metrics }) => metrics[0]?.value ?? null,
  },
  {
    id: 'time',
    title: 'time',
    align: 'right',
    cell: ({ elapsed }) => durationText(elapsed),
    key: ({ elapsed }) => elapsed,
  },
  {
    id: 'seed',
    title: 'seed',
    align: 'right',
    cell: ({ seed }) => String(seed),
    key: ({ seed }) => seed,
    isExtra: true,
  },
  { id: 'precision', title: 'weights', cell: ({ precision }) => precision, isExtra: true },
  { id: 'updated', title: 'updated', cell: ({ updatedAt }) => updatedAt, isExtra: true },
]

export function runTable(list: readonly RunSummary[]): string {
  return listTable(list, runColumns, {})
}
