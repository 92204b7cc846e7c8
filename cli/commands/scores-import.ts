import { commandHint } from '../../engine/command-hint.ts'
import { basename } from 'node:path'
import { Option, type Command } from 'commander'
import { chosenScale, scaleLines, type ScaleChoice, unclearScaleText } from '../../core/table/scale-choice.ts'
import { columnRoleWords, type ImportColumn, type ImportPreview } from '../../engine/api/scores-contract.ts'
import { plural } from '../../core/format/quantity.ts'
import { suggest } from '../close-matches.ts'
import { roleForms, withStatedRoles } from '../column-roles.ts'
import { CommandFailure } from '../failure.ts'
import { matchTable } from '../format/match-table.ts'
import { formatTable } from '../format/table.ts'
import { nameList } from '../name-list.ts'
import { Notes } from '../notes.ts'
import type { RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { scaleOption } from '../scale-option.ts'
import { readTableText } from '../table-file.ts'

interface ImportOptions {
  readonly modelColumn?: string
  readonly benchmarkColumns?: readonly string[]
  readonly column?: readonly string[]
  readonly scale: ScaleChoice
  readonly metric?: string
  readonly match?: boolean
  readonly dryRun?: boolean
}

export function addScoresImportCommand(scores: Command, run: RunCommand): void {
  scores
    .command('import')
    .description(
      'import a table: a model a row, a benchmark a column; an earlier import of the same scores is written over',
    )
    .argument('<file>', 'CSV or TSV file, or results of lm-eval (JSON)')
    .option('--model-column <title>', 'column with the names of the models (default: by its title)')
    .addOption(
      new Option(
        '--benchmark-columns <titles>',
        'columns with scores, by commas (default: all columns of numbers)',
      ).argParser(nameList),
    )
    .addOption(
      new Option('--column <title=role>', `what a column is, once for each: ${roleForms.join('; ')}`).argParser(
        (value: string, before: readonly string[] = []) => [...before, value],
      ),
    )
    .addOption(scaleOption())
    .option('--metric <name>', 'name of the metric (default: score)')
    .option('--match', 'also match the models with those of the library, as proposed')
    .option('--dry-run', 'show what would be imported and change nothing')
    .action((file: string, options: ImportOptions, command: Command) =>
      run(command, (session) => importFile(session, file, options), { mustExist: options.dryRun === true }),
    )
}

async function importFile(session: Session, file: string, options: ImportOptions): Promise<void> {
  const { engine, output } = session
  const notes = new Notes(output)
  const source = { fileName: basename(file).slice(0, 200), text: readTableText(file, notes) }
  const guessed = await engine.call('scores.previewImport', source)
  const columns = chosenColumns(guessed, options)
  const preview = await engine.call('scores.previewImport', { ...source, columns })
  notes.addOfFile(file, preview.notes)
  const matches = preview.models.filter(({ modelId, reason }) => modelId !== null && reason !== 'matched')
  const used = preview.columns.filter(({ role }) => role !== 'ignored')
  if (options.dryRun === true) {
    await output.result(
      () => ({
        imported: false,
        models: preview.models,
        scores: preview.scores,
        columns: used,
        readings: preview.readings,
        problems: preview.problems,
        notes: notes.list,
      }),
      () => dryRunText(preview, used, matches),
    )
    if (preview.readings.length > 0 || preview.problems.length > 0)
      throw new CommandFailure(`${source.fileName} cannot be imported as it is`, { code: 'invalid' })
    return
  }
  if (preview.readings.length > 0)
    throw new CommandFailure(`${source.fileName}: ${readingsText(preview.readings)} Nothing was imported.`, {
      code: 'invalid',
    })
  const wanted = options.match === true ? matches.map(({ name, modelId }) => ({ name, modelId: modelId! })) : []
  const counts = await runOperation(session, (operation) =>
    engine.call('scores.import', { ...source, columns, matches: wanted, operation }),
  )
  notes.addOfFile(file, [...(counts.notes ?? []), ...scaleLines(used.filter(({ role }) => role === 'score'))])
  await output.result(
    () => ({ imported: true, ...counts, columns: used, notes: notes.list }),
    () =>
      `imported ${plural(counts.scores, 'score')} of ${plural(counts.models, 'model')} (${counts.newModels} new, ${counts.matched} matched with the library)\n`,
  )
  if (options.match !== true && matches.length > 0) {
    output.note(
      `note: ${plural(matches.length, 'model')} may be in the library; look at: ${commandHint('scores match')}`,
    )
  }
}

function chosenColumns(
  { columns, readings }: ImportPreview,
  { modelColumn, benchmarkColumns, column: stated = [], scale, metric }: ImportOptions,
): ImportColumn[] {
  const titles = columns.map(({ title }) => title)
  for (const title of [...(modelColumn === undefined ? [] : [modelColumn]), ...(benchmarkColumns ?? [])]) {
    if (!titles.includes(title))
      throw new CommandFailure(`no column '${title}'${suggest(title, titles)}`, { code: 'not-found' })
  }
  const mapped = columns.map((column): ImportColumn => {
    let role = column.role
    if (modelColumn !== undefined && (column.title === modelColumn || role === 'model'))
      role = column.title === modelColumn ? 'model' : 'ignored'
    if (benchmarkColumns !== undefined && role !== 'model') {
      if (benchmarkColumns.includes(column.title)) role = 'score'
      else if (role === 'score') role = 'ignored'
    }
    return { ...column, role }
  })
  return withStatedRoles(mapped, stated).map((column) => {
    const byColumn = readings
      .find(({ name }) => name === 'by-column')
      ?.scales.find(({ title }) => title === column.title)?.scale
    const isNamed =
      benchmarkColumns?.includes(column.title) === true || stated.some((one) => one.startsWith(`${column.title}=`))
    return {
      ...column,
      scale: chosenScale(scale, column.title, byColumn, isNamed),
      metric: metric ?? column.metric,
    }
  })
}

/** `score of MMLU`, `standard error of MMLU`. */
function roleText(role: ImportColumn['role'], of: string | null): string {
  return of === null ? columnRoleWords[role] : `${columnRoleWords[role]} of ${of}`
}

/** Both ways to read a table, each with the option that decides for it. */
function readingsText(readings: ImportPreview['readings']): string {
  return `${unclearScaleText(readings, '--scale')} For some columns only: --benchmark-columns.`
}

function dryRunText(
  preview: ImportPreview,
  columns: readonly ImportColumn[],
  matches: ImportPreview['models'],
): string {
  const parts = [
    formatTable(
      [{ title: 'column' }, { title: 'is' }, { title: 'unit', align: 'right' }, { title: 'scale' }],
      columns.map(({ title, role, unit, scale, benchmark, of }) => [
        title,
        roleText(role, role === 'score' ? benchmark : of),
        ['parameters', 'tokens', 'flops'].includes(role) ? unit.toExponential() : '',
        role === 'score' ? (scale ?? 'not clear') : '',
      ]),
    ),
    `${plural(preview.scores, 'score')} of ${plural(preview.models.length, 'model')}, ${preview.models.filter(({ scoredModelId }) => scoredModelId === null).length} of them new\n`,
  ]
  if (preview.readings.length > 0) parts.push(`cannot be imported as it is: ${readingsText(preview.readings)}\n`)
  if (matches.length > 0) {
    parts.push(
      matchTable(
        matches.map(({ name, modelName, reason }) => ({
          scoredModelName: name,
          modelName: modelName ?? '',
          reason: reason ?? 'similar name',
        })),
      ),
    )
  }
  if (preview.problems.length > 0) {
    const lines = preview.problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
    parts.push(`cannot be imported as it is:\n${lines.join('\n')}\n`)
  }
  return parts.join('\n')
}
