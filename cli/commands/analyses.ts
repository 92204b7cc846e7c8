import { familyColour } from '../../core/model/family-colour.ts'
import { Option, type Command } from 'commander'
import { figureFile } from '../../core/scene/figure-file.ts'
import { csvText } from '../../core/table/csv-writer.ts'
import { shownAnalyses, type ShownAnalysis, type ShownAnswer } from '../../engine/analyses/all.ts'
import type { CallInput } from '../../engine/api/contract.ts'
import { formatTable } from '../format/table.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { addSettingOptions, chosenSettings } from '../setting-options.ts'
import { findScope, measureOption, type ScopeOptions } from './distances.ts'
import { addRuleOptions, genomeOption } from './rule-options.ts'

interface AnalysisOptions extends ScopeOptions {
  readonly format?: 'json' | 'csv' | 'svg'
}

/** Size of a drawing in a file, in pixels. */
const size = { width: 900, height: 700 }

/** A command per analysis that is shown by its definition alone. */
export function addAnalysisCommands(program: Command, run: RunCommand): void {
  for (const analysis of shownAnalyses) {
    const { shown, request } = analysis
    const command = program
      .command(shown.id)
      .description(shown.summary)
      .argument('[model...]', 'only these models')
      .addOption(genomeOption())
      .addOption(measureOption())
    addSettingOptions(command, request).addOption(
      new Option('--format <format>', 'instead of a drawing and a table').choices(['json', 'csv', 'svg']),
    )
    addRuleOptions(command, 'default: as probed').action((models: string[], options: AnalysisOptions, self: Command) =>
      run(self, (session) => printAnalysis(session, analysis, models, options), existingDatabase),
    )
  }
}

async function printAnalysis(
  session: Session,
  { name, request: schema, shown }: ShownAnalysis,
  modelArguments: readonly string[],
  options: AnalysisOptions,
): Promise<void> {
  const { genome, request } = await findScope(session, modelArguments, options)
  const asked = { ...request, ...chosenSettings(schema, options) }
  const answer = (await runOperation(session, (operation) =>
    session.engine.call(name, { ...asked, operation } as CallInput<typeof name>),
  )) as ShownAnswer
  const models = await session.engine.call('models.list', {})
  session.output.remarks(answer.remarks)
  await session.output.result(
    () => ({ ...answer, genome: genome.name, genomeDigest: genome.digest }),
    () => {
      if (options.format === 'csv') {
        const { columns, rows } = shown.table(answer)
        return csvText([columns, ...rows])
      }
      if (options.format === 'svg') {
        const groups = new Map(
          models.map(({ id, family: name, familySource: source }) => [id, familyColour({ name, source })]),
        )
        return figureFile(shown.scene(answer, { ...size, groups })).svg
      }
      return drawnText(shown, answer)
    },
  )
}

/** The drawing in characters, the numbers below it, numbered as in the drawing, and how they were made. */
function drawnText(shown: ShownAnalysis['shown'], answer: ShownAnswer): string {
  const { columns, rows } = shown.text(answer)
  const table = formatTable(
    [
      { title: '', align: 'right' as const },
      ...columns.map((title, index) => (index === 0 ? { title } : { title, align: 'right' as const })),
    ],
    rows.map((row, index) => [String(index + 1), ...row.map((cell) => String(cell ?? '-'))]),
  )
  return `${shown.terminal(answer, Math.min(120, process.stdout.columns ?? 80))}\n${table}\n${shown.caption(answer)}\n`
}
