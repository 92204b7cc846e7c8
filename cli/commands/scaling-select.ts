import { plural } from '../../core/format/quantity.ts'
import { Option, type Command } from 'commander'
import { fitCapabilitySpace } from '../../core/scaling/capability-space.ts'
import { measureNotes } from '../../core/scaling/measure-check.ts'
import { chooseModels } from '../../core/scaling/model-choice.ts'
import { CommandFailure } from '../failure.ts'
import { wholeNumber } from '../option-values.ts'
import type { Output } from '../output.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { nameList } from '../name-list.ts'
import { addObservationOptions, type ObservationOptions } from './scaling-options.ts'
import { readModels } from './scaling-tables.ts'

interface SelectOptions extends ObservationOptions {
  readonly budget: number
  readonly force?: readonly string[]
}

export function addScalingSelectCommand(scaling: Command): void {
  const command = scaling
    .command('select')
    .description('choose whole families whose models predict all others best (V-optimality)')
    .addOption(
      new Option('--budget <number>', 'most models to choose').argParser(wholeNumber(1, 100_000)).makeOptionMandatory(),
    )
  addObservationOptions(command)
    .addOption(
      new Option('--force <families>', 'families that are part of every choice, by commas').argParser(nameList),
    )
    .action((options: SelectOptions, self: Command) => runWithoutEngine(self, (output) => printChoice(output, options)))
}

async function printChoice(output: Output, options: SelectOptions): Promise<void> {
  const { metrics, models, notes } = readModels(output, options)
  for (const note of [
    ...notes,
    ...measureNotes(
      models.map((model) => model.metrics),
      metrics,
    ),
  ])
    output.note(`note: ${note}`)
  const { space, scores } = fitCapabilitySpace(
    models.map(({ metrics }) => metrics),
    options.components,
  )
  const families = [...new Set(models.map(({ family }) => family))].map((family) => ({
    family,
    places: scores.filter((_, index) => models[index]!.family === family),
  }))
  const choice = chooseModels(families, options.budget, options.force)
  if (choice === undefined) {
    throw new CommandFailure(
      `budget ${options.budget}: expected whole families with at least ${plural(options.components, 'model')} between them, found none that fit`,
      { code: 'invalid' },
    )
  }
  if (!choice.exact) output.note('note: too many families to search all choices; this is the best one seen')
  const chosen = models.filter(({ family }) => choice.families.includes(family)).map(({ model }) => model)
  await output.result(
    () => ({
      budget: options.budget,
      forced: options.force ?? [],
      families: choice.families,
      models: chosen,
      n: choice.models,
      objective: choice.objective,
      exact: choice.exact,
      candidates: models.length,
      explained: space.explained,
    }),
    () =>
      `${choice.models} of ${plural(models.length, 'model')}, objective ${choice.objective.toFixed(5)}: ${choice.families.join(', ')}\n${chosen.join('\n')}\n`,
  )
}
