import { basename } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ImportColumn, ImportPreview } from '../../engine/api/scores-contract.ts'
import { suggest } from '../close-matches.ts'
import { CommandFailure } from '../failure.ts'
import { matchTable } from '../format/match-table.ts'
import { formatTable } from '../format/table.ts'
import type { RunCommand } from '../run-command.ts'
import type { Session } from '../session.ts'
import { readTextFile } from '../text-file.ts'

interface ImportOptions {
  readonly modelColumn?: string
  readonly benchmarkColumns?: readonly string[]
  readonly scale: 'auto' | 'percent' | 'fraction'
  readonly metric?: string
  readonly match?: boolean
  readonly dryRun?: boolean
}

export function addScoresImportCommand(scores: Command, run: RunCommand): void {
  scores
    .command('import')
    .description('import a CSV table: a model a row, a benchmark a column; an earlier import of the same scores is written over')
    .argument('<file>', 'CSV file')
    .option('--model-column <title>', 'column with the names of the models (default: by its title)')
    .addOption(new Option('--benchmark-columns <titles>', 'columns with scores, by commas (default: all columns of numbers)').argParser(titleList))
    .addOption(new Option('--scale <scale>', 'what the values are; auto decides per column').choices(['auto', 'percent', 'fraction']).default('auto'))
    .option('--metric <name>', 'name of the metric (default: score)')
    .option('--match', 'also match the models with those of the library, as proposed')
    .option('--dry-run', 'show what would be imported and change nothing')
    .action((file: string, options: ImportOptions, command: Command) => run(command, (session) => importFile(session, file, options)))
}

/** Titles by commas; a title that holds one stands in double quotes. */
function titleList(text: string): string[] {
  const titles = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim())
  const given = titles.filter((title) => title !== '')
  if (given.length === 0) throw new InvalidArgumentError('Expected titles of columns, by commas.')
  return given
}

async function importFile({ engine, output }: Session, file: string, options: ImportOptions): Promise<void> {
  const source = { fileName: basename(file).slice(0, 200), text: readTextFile(file) }
  const guessed = await engine.call('scores.previewImport', source)
  const columns = chosenColumns(guessed, options)
  const preview = await engine.call('scores.previewImport', { ...source, columns })
  const matches = preview.models.filter(({ modelId, reason }) => modelId !== null && reason !== 'matched')
  const used = columns.filter(({ role }) => role !== 'ignored')
  if (options.dryRun === true) {
    await output.result(
      () => ({ imported: false, models: preview.models, scores: preview.scores, columns: used, problems: preview.problems }),
      () => dryRunText(preview, used, matches),
    )
    return
  }
  const wanted = options.match === true ? matches.map(({ name, modelId }) => ({ name, modelId: modelId! })) : []
  const counts = await engine.call('scores.import', { ...source, columns, matches: wanted })
  await output.result(
    () => ({ imported: true, ...counts }),
    () => `imported ${counts.scores} scores of ${counts.models} models (${counts.newModels} new, ${counts.matched} matched with the library)\n`,
  )
  if (options.match !== true && matches.length > 0) {
    output.note(`${matches.length === 1 ? '1 model' : `${matches.length} models`} may be in the library; look at: cladescope scores match`)
  }
}

function chosenColumns({ columns }: ImportPreview, { modelColumn, benchmarkColumns, scale, metric }: ImportOptions): ImportColumn[] {
  const titles = columns.map(({ title }) => title)
  for (const title of [...(modelColumn === undefined ? [] : [modelColumn]), ...(benchmarkColumns ?? [])]) {
    if (!titles.includes(title)) throw new CommandFailure(`no column '${title}'${suggest(title, titles)}`)
  }
  return columns.map((column) => {
    let role = column.role
    if (modelColumn !== undefined && (column.title === modelColumn || role === 'model')) role = column.title === modelColumn ? 'model' : 'ignored'
    if (benchmarkColumns !== undefined && role !== 'model') {
      if (benchmarkColumns.includes(column.title)) role = 'score'
      else if (role === 'score') role = 'ignored'
    }
    return { ...column, role, scale: scale === 'auto' ? column.scale : scale, metric: metric ?? column.metric }
  })
}

function dryRunText(preview: ImportPreview, columns: readonly ImportColumn[], matches: ImportPreview['models']): string {
  const parts = [
    formatTable(
      [{ title: 'column' }, { title: 'is' }, { title: 'unit', align: 'right' }, { title: 'scale' }],
      columns.map(({ title, role, unit, scale }) => [title, role, ['parameters', 'tokens', 'flops'].includes(role) ? unit.toExponential() : '', role === 'score' ? scale : '']),
    ),
    `${preview.scores} scores of ${preview.models.length} models, ${preview.models.filter(({ scoredModelId }) => scoredModelId === null).length} of them new\n`,
  ]
  if (matches.length > 0) {
    parts.push(matchTable(matches.map(({ name, modelName, reason }) => ({ scoredModelName: name, modelName: modelName ?? '', reason: reason ?? 'similar name' }))))
  }
  if (preview.problems.length > 0) {
    const lines = preview.problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`)
    parts.push(`cannot be imported as it is:\n${lines.join('\n')}\n`)
  }
  return parts.join('\n')
}
