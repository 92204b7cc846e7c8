import { Option, type Command } from 'commander'
import { plural } from '../../core/format/quantity.ts'
import { scalingSelect } from '../../engine/analyses/scaling-select.ts'
import { Notes } from '../notes.ts'
import { noDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { nameList } from '../name-list.ts'
import { addSettingOptions, chosenSettings, numberOption } from '../setting-options.ts'
import { addObservationOptions, type ObservationOptions } from './scaling-options.ts'
import { readModels, requireFamily, tableInput } from './scaling-tables.ts'

interface SelectOptions extends ObservationOptions {
  readonly budget: number
  readonly force?: readonly string[]
}

export function addScalingSelectCommand(scaling: Command, run: RunCommand): void {
  const command = scaling
    .command('select')
    .description('choose whole families whose models predict all others best (V-optimality)')
    .addOption(numberOption('--budget <number>', scalingSelect.request.shape.budget).makeOptionMandatory())
  addSettingOptions(addObservationOptions(command), scalingSelect.request)
    .addOption(
      new Option('--force <families>', 'families that are part of every choice, by commas').argParser(nameList),
    )
    .action((options: SelectOptions, self: Command) =>
      run(self, (session) => printChoice(session, options), noDatabase),
    )
}

async function printChoice(session: Session, options: SelectOptions): Promise<void> {
  const { output } = session
  const { budget, force = [] } = options
  const notes = new Notes(output)
  const read = readModels(notes, options)
  for (const family of force) requireFamily(read.models, '--force', family)
  const { table, metrics } = tableInput(read)
  const input = { table, metrics, ...chosenSettings(scalingSelect.request, options), budget, force: [...force] }
  const choice = await runOperation(session, (operation) =>
    session.engine.call('scaling.select', { ...input, operation }),
  )
  notes.add(choice.notes)
  if (!choice.exact) notes.add(['too many families to search all choices; this is the best one seen'])
  await output.result(
    () => ({
      budget,
      forced: force,
      families: choice.families,
      models: choice.models,
      n: choice.models.length,
      objective: choice.objective,
      exact: choice.exact,
      candidates: choice.candidates,
      explained: choice.explained,
      notes: notes.list,
    }),
    () =>
      `${choice.models.length} of ${plural(choice.candidates, 'model')}, objective ${choice.objective.toFixed(5)}: ${choice.families.join(', ')}\n${choice.models.join('\n')}\n`,
  )
}
