import { Option, type Command } from 'commander'
import { familySourceWords } from '../../core/model/family.ts'
import type { AddReport, ModelSummary } from '../../engine/api/contract.ts'
import { addModels } from '../add-models.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import { findKnownModel } from '../find-model.ts'
import { bytesText, plural, weightsText } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import type { Session } from '../session.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'

interface FamilyOptions {
  readonly family?: string
  readonly clear?: boolean
}

export function addModelsCommand(program: Command, run: RunCommand): void {
  const models = program.command('models').description('the library of models')

  models
    .command('add')
    .description('add GGUF files, and folders with all GGUF files in them')
    .argument('<path...>', 'files or folders')
    .action((paths: string[], _: unknown, command: Command) => run(command, (session) => add(session, paths)))

  models
    .command('list')
    .description('list the models of the library')
    .action((_: unknown, command: Command) => run(command, list, existingDatabase))

  models
    .command('set-family')
    .description('state the family of models, which counts before what files and measurements say')
    .argument('<model...>', 'ids or names of models')
    .addOption(new Option('--family <name>', 'the family'))
    .addOption(new Option('--clear', 'take back what was stated').conflicts('family'))
    .action((names: string[], options: FamilyOptions, command: Command) =>
      run(command, (session) => setFamily(session, names, options), existingDatabase),
    )

  models
    .command('remove')
    .description('remove a model and its results from the library; its file is left alone')
    .argument('<id>', 'id or name of a model')
    .action((id: string, _: unknown, command: Command) =>
      run(command, (session) => remove(session, id), existingDatabase),
    )
}

async function add(session: Session, paths: readonly string[]): Promise<void> {
  const report = await addModels(session, paths)
  noteHeaders(session, [...report.added, ...report.known])
  await session.output.result(
    () => report,
    () => addText(report),
  )
  if (report.refused.length > 0) {
    const reasons = report.refused
      .map(({ path, reason }) => (reason.includes(path) ? reason : `${path}: ${reason}`))
      .join('; ')
    throw new CommandFailure(`${plural(report.refused.length, 'path')} refused: ${reasons}`, { code: 'invalid' })
  }
}

function noteHeaders({ output }: Pick<Session, 'output'>, models: readonly ModelSummary[]): void {
  for (const { name, headerNotes } of models) for (const note of headerNotes) output.note(`note: ${name}: ${note}`)
}

function addText({ added, known }: AddReport): string {
  const lines = [...added.map((model) => ['added', model] as const), ...known.map((model) => ['known', model] as const)]
  if (lines.length === 0) return ''
  return formatTable(
    [{ title: '' }, ...modelColumns],
    lines.map(([state, model]) => [state, ...modelCells(model)]),
  )
}

async function list({ engine, output }: Session): Promise<void> {
  const models = await engine.call('models.list', {})
  noteHeaders({ output }, models)
  await output.result(
    () => ({ models }),
    () => (models.length === 0 ? 'no models yet; add some with: cladescope models add PATH\n' : modelTable(models)),
  )
}

const modelColumns = [
  { title: 'id' },
  { title: 'name' },
  { title: 'architecture' },
  { title: 'parameters', align: 'right' },
  { title: 'type' },
  { title: 'size', align: 'right' },
  { title: 'family' },
  { title: 'probed with' },
] as const

export function modelTable(models: readonly ModelSummary[]): string {
  return formatTable(modelColumns, models.map(modelCells))
}

function modelCells(model: ModelSummary): string[] {
  return [
    model.id,
    model.name,
    model.architecture,
    weightsText(model.parameters),
    model.quantization,
    bytesText(model.size),
    model.familySource === 'unknown' ? '-' : `${model.family} (${familySourceWords[model.familySource]})`,
    [...model.probedGenomes, ...(model.filesState === 'present' ? [] : [`(file ${model.filesState})`])].join(', '),
  ]
}

async function setFamily(session: Session, names: readonly string[], { family, clear }: FamilyOptions): Promise<void> {
  if (family === undefined && clear !== true) throw new UsageFailure('expected --family NAME or --clear, found neither')
  if (family?.trim() === '') throw new UsageFailure('--family: expected a name, found an empty text')
  const found = await Promise.all(names.map((name) => findKnownModel(session, name)))
  const models = await session.engine.call('models.setFamily', {
    modelIds: [...new Set(found.map(({ id }) => id))],
    family: family ?? null,
  })
  await session.output.result(
    () => ({
      models: models.map(({ id, name, family: shown, familySource }) => ({ id, name, family: shown, familySource })),
    }),
    () => modelTable(models),
  )
}

async function remove(session: Session, argument: string): Promise<void> {
  const model = await findKnownModel(session, argument)
  const { removed } = await session.engine.call('models.remove', { modelId: model.id })
  if (!removed) throw new CommandFailure(`model '${model.name}' (${model.id}) could not be removed`)
  await session.output.result(
    () => ({ removed: true, id: model.id, name: model.name }),
    () => `removed ${model.name} (${model.id})\n`,
  )
}
