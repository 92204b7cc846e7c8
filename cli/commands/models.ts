import { commandHint } from '../../engine/command-hint.ts'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { placeNote, placesText } from '../../core/format/places-text.ts'
import { printable, printableName } from '../../core/format/printable.ts'
import { bytesText, plural, weightsText } from '../../core/format/quantity.ts'
import { familySourceWords } from '../../core/model/family.ts'
import { countRefused } from '../../core/model/file-kind.ts'
import { markedArchitecture } from '../../core/model/model-purpose.ts'
import type { AddReport, ModelSummary } from '../../engine/api/contract.ts'
import type { Remark } from '../../engine/api/remark-contract.ts'
import { foldedRemarks } from '../../engine/remarks/folded-remarks.ts'
import { addModels, noteNames } from '../add-models.ts'
import { confirmRemoval, yesOption, type RemovalOptions } from '../confirm-removal.ts'
import { CommandFailure, UsageFailure } from '../failure.ts'
import { findKnownModel, findKnownModels } from '../find-model.ts'
import { addListOptions, chosenRows, listTable, type ListColumn, type ListOptions } from '../format/listing.ts'
import { formatTable } from '../format/table.ts'
import { noteUndo } from '../note-undo.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'

interface AddChoices {
  readonly embeddings?: boolean
  readonly reasons?: boolean
}

interface RescanOptions {
  readonly add?: boolean
  readonly relocate?: boolean
}

interface FamilyOptions {
  readonly family?: string
  readonly clear?: boolean
}

/** Answers the command, for what comes below it. */
export function addModelsCommand(program: Command, run: RunCommand): Command {
  const models = program.command('models').description('the library of models')

  models
    .command('add')
    .description('add GGUF files, and folders with all GGUF files in them')
    .argument('<path...>', 'files or folders')
    .option('--embeddings', 'add embedding models and rerankers of folders too')
    .option('--reasons', 'say of each file of a folder that is left out why')
    .action((paths: string[], options: AddChoices, command: Command) =>
      run(command, (session) => add(session, paths, options)),
    )

  const listing = models
    .command('list')
    .description('list the models of the library')
    .addOption(new Option('--family <family>', 'only of this family'))
    .addOption(new Option('--quantization <type>', 'only of this type, as Q4_K_M'))
    .option('--tag <tag...>', 'only models that have each of these tags')
  addListOptions(listing, modelColumns).action((options: ModelListOptions, command: Command) =>
    run(command, (session) => list(session, options), existingDatabase),
  )

  models
    .command('rename')
    .description('give a model another name; it is found by its former one too, and by what its file is called')
    .argument('<model>', 'id, name or path of a model')
    .argument('<name>', 'the name')
    .action((model: string, name: string, _: unknown, command: Command) =>
      run(command, (session) => rename(session, model, name), existingDatabase),
    )

  models
    .command('rescan')
    .description('look for new, moved and vanished models where models were added from')
    .option('--add', 'add the new ones')
    .option('--relocate', 'take over the paths of those that moved')
    .action((options: RescanOptions, command: Command) =>
      run(command, (session) => rescan(session, options), existingDatabase),
    )

  for (const { name, description, isAdded } of [
    { name: 'tag', description: 'put a tag on models', isAdded: true },
    { name: 'untag', description: 'take a tag from models', isAdded: false },
  ])
    models
      .command(name)
      .description(description)
      .argument('<tag>', 'the tag')
      .argument('<model...>', 'ids, names or paths of models')
      .action((tag: string, names: string[], _: unknown, command: Command) =>
        run(command, (session) => setTag(session, tag, names, isAdded), existingDatabase),
      )

  models
    .command('set-family')
    .description('state the family of models, which counts before what files and measurements say')
    .argument('<model...>', 'ids, names or paths of models')
    .addOption(new Option('--family <family>', 'the family'))
    .addOption(new Option('--clear', 'take back what was stated').conflicts('family'))
    .action((names: string[], options: FamilyOptions, command: Command) =>
      run(command, (session) => setFamily(session, names, options), existingDatabase),
    )

  models
    .command('show')
    .description('show a model and all places of its file')
    .argument('<model>', 'id, name or path of a model')
    .action((id: string, _: unknown, command: Command) =>
      run(command, (session) => show(session, id), existingDatabase),
    )

  models
    .command('remove')
    .description('remove a model and its results from the library; its file is left alone')
    .argument('<model>', 'id, name or path of a model')
    .addOption(new Option('--place <path>', 'forget only this place of its file'))
    .addOption(yesOption())
    .action((id: string, options: RemovalOptions & { place?: string }, command: Command) =>
      run(
        command,
        (session) =>
          options.place === undefined ? remove(session, id, options) : removePlace(session, id, options.place),
        existingDatabase,
      ),
    )
  return models
}

async function add(
  session: Session,
  paths: readonly string[],
  { embeddings = false, reasons = false }: AddChoices,
): Promise<void> {
  const report = await addModels(session, paths, { embeddings })
  await reportAdded(session, report, { named: new Set([...paths, ...paths.map((path) => resolve(path))]), reasons })
}

interface ReportChoices {
  /** Paths that were named themselves. */
  readonly named: ReadonlySet<string>
  /** Whether to say of each file that is left out why. */
  readonly reasons: boolean
}

/**
 * What came of adding. What was named and is no model fails the command. What lies in a folder is counted by kind, and
 * fails it only where no model was found.
 */
export async function reportAdded(
  session: Session,
  report: AddReport,
  { named, reasons }: ReportChoices,
): Promise<void> {
  const remarks = remarksOn([...report.added, ...report.known])
  session.output.remarks(remarks)
  await session.output.result(
    () => ({ ...report, remarks }),
    () => addText(report),
  )
  const hasModels = report.added.length + report.known.length > 0
  const leftOut = report.refused.filter(({ path }) => hasModels && !named.has(path))
  if (leftOut.length > 0) {
    session.output.note(`note: left out: ${countRefused(leftOut)}${reasons ? '' : ' (reasons with --reasons)'}`)
    if (reasons) for (const refusal of leftOut) session.output.note(`note: ${reasonText(refusal)}`)
  }
  const failed = report.refused.filter((refusal) => !leftOut.includes(refusal))
  if (failed.length > 0) {
    throw new CommandFailure(`${plural(failed.length, 'path')} refused: ${failed.map(reasonText).join('; ')}`, {
      code: 'invalid',
    })
  }
}

function reasonText({ path, reason }: AddReport['refused'][number]): string {
  return reason.includes(path) ? reason : `${path}: ${reason}`
}

/** What headers say that a reader must know: each remark once for all models that it is of. */
function remarksOn(models: readonly ModelSummary[]): Remark[] {
  return foldedRemarks(models.map(({ id: modelId, name: modelName, remarks }) => ({ modelId, modelName, remarks })))
}

function addText({ added, known }: AddReport): string {
  const lines = [
    ...added.map((model) => ({ state: 'added', model })),
    ...known.map((model) => ({ state: 'known', model })),
  ]
  if (lines.length === 0) return ''
  const columns: ListColumn<(typeof lines)[number]>[] = [
    { id: 'state', title: '', cell: ({ state }) => state },
    ...modelColumns.map(({ id, title, align, isExtra, cell }) => ({
      ...{ id, title, ...(align === undefined ? {} : { align }), ...(isExtra === undefined ? {} : { isExtra }) },
      cell: ({ model }: (typeof lines)[number]) => cell(model),
    })),
  ]
  return listTable(lines, columns, {})
}

const noModels = `no models yet; add some with: ${commandHint('models add')} PATH, or those of other programs with: ${commandHint('models sources')} add\n`

interface ModelListOptions extends ListOptions {
  readonly family?: string
  readonly quantization?: string
  readonly tag?: readonly string[]
}

async function list({ engine, output }: Session, options: ModelListOptions): Promise<void> {
  const all = await engine.call('models.list', {})
  const isCalled = (name: string, wanted: string | undefined): boolean =>
    wanted === undefined || name.toLowerCase() === printableName(wanted).toLowerCase()
  const models = chosenRows(
    all.filter(
      ({ family, quantization, tags }) =>
        isCalled(family, options.family) &&
        isCalled(quantization, options.quantization) &&
        (options.tag ?? []).every((wanted) => tags.some((tag) => isCalled(tag, wanted.trim()))),
    ),
    modelColumns,
    options,
  )
  const remarks = remarksOn(models)
  output.remarks(remarks)
  await output.result(
    () => ({ models, remarks }),
    () =>
      all.length === 0
        ? noModels
        : models.length === 0
          ? `none of ${plural(all.length, 'model')} fits\n`
          : listTable(models, modelColumns, options),
  )
}

const modelColumns: readonly ListColumn<ModelSummary>[] = [
  { id: 'id', title: 'id', cell: ({ id }) => id },
  { id: 'name', title: 'name', cell: ({ name }) => name },
  { id: 'architecture', title: 'architecture', cell: markedArchitecture },
  {
    id: 'parameters',
    title: 'parameters',
    align: 'right',
    cell: ({ parameters }) => weightsText(parameters),
    key: ({ parameters }) => parameters,
  },
  { id: 'quantization', title: 'type', cell: ({ quantization }) => quantization },
  { id: 'size', title: 'size', align: 'right', cell: ({ size }) => bytesText(size), key: ({ size }) => size },
  {
    id: 'family',
    title: 'family',
    cell: ({ family, familySource }) =>
      familySource === 'unknown' ? '-' : `${family} (${familySourceWords[familySource]})`,
    key: ({ family, familySource }) => (familySource === 'unknown' ? null : family),
  },
  {
    id: 'tags',
    title: 'tags',
    cell: ({ tags }) => (tags.length === 0 ? '-' : tags.join(', ')),
    key: ({ tags }) => (tags.length === 0 ? null : tags.join(', ')),
  },
  {
    id: 'probed',
    title: 'probed with',
    cell: ({ probedGenomes }) => (probedGenomes.length === 0 ? '-' : probedGenomes.join(', ')),
    key: ({ probedGenomes }) => probedGenomes.length,
  },
  {
    id: 'file',
    title: 'file',
    cell: ({ filesState, places, freeable }) => {
      const text = placesText(places, freeable)
      return text === null ? filesState : `${filesState}, ${text}`
    },
  },
  { id: 'path', title: 'path', cell: ({ path }) => path },
  { id: 'tokenizer', title: 'tokenizer', cell: ({ tokenizer }) => tokenizer, isExtra: true },
  {
    id: 'vocabulary',
    title: 'vocabulary',
    align: 'right',
    cell: ({ vocabularySize }) => String(vocabularySize),
    key: ({ vocabularySize }) => vocabularySize,
    isExtra: true,
  },
  {
    id: 'context',
    title: 'context',
    align: 'right',
    cell: ({ contextLength }) => (contextLength === null ? '-' : String(contextLength)),
    key: ({ contextLength }) => contextLength,
    isExtra: true,
  },
  {
    id: 'license',
    title: 'licence',
    cell: ({ license }) => license ?? '-',
    key: ({ license }) => license,
    isExtra: true,
  },
  { id: 'declared', title: 'declared name', cell: ({ declaredName }) => declaredName ?? '-', isExtra: true },
  { id: 'first', title: 'first name', cell: ({ firstName, name }) => firstName ?? name, isExtra: true },
  { id: 'added', title: 'added', cell: ({ addedAt }) => addedAt, isExtra: true },
]

export function modelTable(models: readonly ModelSummary[]): string {
  return listTable(models, modelColumns, {})
}

/** Says what is new, moved and gone in the folders of the library, and adds or relocates it where asked to. */
async function rescan(session: Session, options: RescanOptions): Promise<void> {
  const { fresh, moved, vanished, report } = await runOperation(session, (operation) =>
    session.engine.call('models.rescan', { operation, ...options }),
  )
  if (report !== null) noteNames(session.output, { renamed: report.renamed, copies: report.copies, moved: [] })
  const lines = [
    ...fresh.map(({ path, bytes }) => [options.add === true ? 'added' : 'new', '', path, bytesText(bytes)]),
    ...moved.map(({ name, path, from }) => [
      options.relocate === true ? 'relocated' : 'moved',
      name,
      path,
      `was ${from}`,
    ]),
    ...vanished.map(({ name, path }) => ['gone', name, path, '']),
  ]
  await session.output.result(
    () => ({
      fresh: fresh.map(({ path, bytes }) => ({ path, bytes })),
      moved,
      vanished,
      report,
    }),
    () =>
      lines.length === 0
        ? 'nothing is new, moved or gone\n'
        : formatTable([{ title: '' }, { title: 'model' }, { title: 'path' }, { title: '' }], lines),
  )
}

async function rename(session: Session, argument: string, name: string): Promise<void> {
  if (name.trim() === '') throw new UsageFailure('expected a name, found an empty text')
  const before = await findKnownModel(session, argument)
  const { id, name: now } = await session.engine.call('models.rename', { modelId: before.id, name })
  await session.output.result(
    () => ({ id, from: before.name, name: now }),
    () => `${before.name} is named ${now}\n`,
  )
}

/** Puts a tag on models, or takes it from them. */
async function setTag(session: Session, tag: string, names: readonly string[], isAdded: boolean): Promise<void> {
  if (tag.trim() === '') throw new UsageFailure('expected a tag, found an empty text')
  const chosen = await findKnownModels(session, names)
  const models = await session.engine.call('models.tag', {
    modelIds: chosen.map(({ id }) => id),
    ...(isAdded ? { add: [tag] } : { remove: [tag] }),
  })
  await session.output.result(
    () => ({ models: models.map(({ id, name, tags }) => ({ id, name, tags })) }),
    () => modelTable(models),
  )
}

async function show(session: Session, argument: string): Promise<void> {
  const { id } = await findKnownModel(session, argument)
  const model = await session.engine.call('models.get', { modelId: id })
  const remarks = remarksOn([model])
  session.output.remarks(remarks)
  await session.output.result(
    () => ({ model, remarks }),
    () => `${modelTable([model])}\n${placesTable(model)}`,
  )
}

function placesTable({ places }: ModelSummary): string {
  return formatTable(
    [{ title: 'place' }, { title: '' }],
    places.map((place, index) => [place.path, placeNote(place, index)]),
  )
}

async function removePlace(session: Session, argument: string, path: string): Promise<void> {
  const model = await findKnownModel(session, argument)
  const placeAt = (wanted: string) => model.places.find((known) => known.path === wanted)
  const place = placeAt(resolve(path)) ?? placeAt(path)
  if (place === undefined) {
    const paths = model.places.map((known) => known.path).join(', ')
    throw new CommandFailure(`--place: expected a place of ${model.name} (${paths}), found ${path}`, {
      code: 'not-found',
    })
  }
  const left = await session.engine.call('models.removePlace', { modelId: model.id, place: place.number })
  await session.output.result(
    () => ({ removed: true, id: model.id, name: model.name, path: place.path, places: left.places }),
    () => `forgot ${printable(place.path)}; ${model.name} has ${plural(left.places.length, 'place')} left\n`,
  )
}

async function setFamily(session: Session, names: readonly string[], { family, clear }: FamilyOptions): Promise<void> {
  if (family === undefined && clear !== true) throw new UsageFailure('expected --family NAME or --clear, found neither')
  if (family?.trim() === '') throw new UsageFailure('--family: expected a name, found an empty text')
  const chosen = await findKnownModels(session, names)
  const models = await session.engine.call('models.setFamily', {
    modelIds: chosen.map(({ id }) => id),
    family: family ?? null,
  })
  await session.output.result(
    () => ({
      models: models.map(({ id, name, family: shown, familySource }) => ({ id, name, family: shown, familySource })),
    }),
    () => modelTable(models),
  )
}

async function remove(session: Session, argument: string, options: RemovalOptions): Promise<void> {
  const model = await findKnownModel(session, argument)
  await confirmRemoval(session, { kind: 'model', ids: [model.id] }, options)
  const answer = await session.engine.call('models.remove', { modelId: model.id })
  if (!answer.removed) throw new CommandFailure(`model '${model.name}' (${model.id}) could not be removed`)
  await session.output.result(
    () => ({ removed: true, id: model.id, name: model.name }),
    () => `removed ${model.name} (${model.id})\n`,
  )
  noteUndo(session, answer)
}
