import type { Command } from 'commander'
import type { AddReport, ModelSummary } from '../../engine/api/contract.ts'
import { addModels } from '../add-models.ts'
import { CommandFailure } from '../failure.ts'
import { findKnownModel } from '../find-model.ts'
import { bytesText, weightsText } from '../../core/format/quantity.ts'
import { formatTable } from '../format/table.ts'
import type { Session } from '../session.ts'
import type { RunCommand } from '../run-command.ts'

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
    .action((_: unknown, command: Command) => run(command, list))

  models
    .command('remove')
    .description('remove a model and its results from the library; its file is left alone')
    .argument('<id>', 'id or name of a model')
    .action((id: string, _: unknown, command: Command) => run(command, (session) => remove(session, id)))
}

async function add(session: Session, paths: readonly string[]): Promise<void> {
  const report = await addModels(session, paths)
  noteHeaders(session, [...report.added, ...report.known])
  await session.output.result(
    () => report,
    () => addText(report),
  )
  if (report.refused.length > 0) {
    const reasons = report.refused.map(({ path, reason }) => (reason.includes(path) ? reason : `${path}: ${reason}`)).join('; ')
    throw new CommandFailure(`${report.refused.length === 1 ? '1 path' : `${report.refused.length} paths`} refused: ${reasons}`)
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
    [...model.probedGenomes, ...(model.present ? [] : ['(file missing)'])].join(', '),
  ]
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
