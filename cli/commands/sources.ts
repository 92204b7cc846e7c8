import type { Command } from 'commander'
import { bytesText, plural } from '../../core/format/quantity.ts'
import { countRefused } from '../../core/model/file-kind.ts'
import { printable } from '../../core/format/printable.ts'
import { sourceModels } from '../../core/model/source-models.ts'
import type { ModelSource } from '../../engine/api/contract.ts'
import { noteNames } from '../add-models.ts'
import { suggest } from '../close-matches.ts'
import { CommandFailure } from '../failure.ts'
import { formatTable } from '../format/table.ts'
import { existingDatabase, type RunCommand } from '../run-command.ts'
import { runOperation } from '../run-operation.ts'
import type { Session } from '../session.ts'
import { reportAdded } from './models.ts'

interface ListChoices {
  readonly models?: boolean
  readonly reasons?: boolean
}

interface AddChoices {
  readonly embeddings?: boolean
  readonly reasons?: boolean
}

export function addSourcesCommand(models: Command, run: RunCommand): void {
  const sources = models
    .command('sources')
    .description('the models that other programs keep on this machine: Ollama, LM Studio, Hugging Face and others')
  const named = 'names of programs, or folders'

  sources
    .command('list', { isDefault: true })
    .description('list the folders of other programs with what there is to add')
    .option('--models', 'list each model')
    .option('--reasons', 'say of each file that is left out why')
    .action((options: ListChoices, command: Command) =>
      run(command, (session) => list(session, options), existingDatabase),
    )

  sources
    .command('add')
    .description('add the models of these sources; without one, those of all that are not refused')
    .argument('[source...]', named)
    .option('--embeddings', 'add embedding models and rerankers too')
    .option('--reasons', 'say of each file that is left out why')
    .action((names: string[], options: AddChoices, command: Command) =>
      run(command, (session) => add(session, names, options)),
    )

  sources
    .command('refuse')
    .description('leave the models of these sources out from now on; what was added stays')
    .argument('<source...>', named)
    .action((names: string[], _: unknown, command: Command) => run(command, (session) => refuse(session, names, true)))

  sources
    .command('accept')
    .description('take back that sources are refused')
    .argument('<source...>', named)
    .action((names: string[], _: unknown, command: Command) => run(command, (session) => refuse(session, names, false)))
}

async function list(session: Session, { models = false, reasons = false }: ListChoices): Promise<void> {
  const sources = await find(session)
  const { output } = session
  await output.result(
    () => ({ sources: sources.map(shownSource) }),
    () => (sources.length === 0 ? 'no models of other programs found on this machine\n' : sourcesText(sources, models)),
  )
  for (const { name, path, unreadable } of sources)
    if (unreadable !== null) output.note(`note: ${name} (${path}): ${unreadable}`)
  if (reasons)
    for (const { leftOut } of sources) for (const { path, reason } of leftOut) output.note(`note: ${path}: ${reason}`)
}

/** A source without the id that only this process knows. */
function shownSource({ name, path, isRefused, unreadable, models, leftOut }: ModelSource): Omit<ModelSource, 'id'> {
  return { name, path, isRefused, unreadable, models, leftOut }
}

function sourcesText(sources: readonly ModelSource[], models: boolean): string {
  const table = formatTable(
    [
      { title: 'source' },
      { title: 'models', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'new', align: 'right' },
      { title: 'left out' },
      { title: '' },
      { title: 'folder' },
    ],
    sources.map((source) => {
      const { all, fresh } = sourceModels([source])
      return [
        source.name,
        String(all.count),
        bytesText(all.bytes),
        String(fresh.count),
        source.leftOut.length === 0 ? '-' : countRefused(source.leftOut),
        source.unreadable !== null ? 'cannot be read' : source.isRefused ? 'refused' : '',
        source.path,
      ]
    }),
  )
  const { fresh, shared } = sourceModels(sources.filter(({ isRefused }) => !isRefused))
  const copies = shared === 0 ? '' : `; ${plural(shared, 'copy', 'copies')} counted once`
  const summary = `${plural(fresh.count, 'model')} to add, ${bytesText(fresh.bytes)}${copies}\n`
  return `${table}${models ? `\n${modelsTable(sources)}` : ''}\n${summary}`
}

function modelsTable(sources: readonly ModelSource[]): string {
  return formatTable(
    [{ title: 'source' }, { title: 'model' }, { title: 'size', align: 'right' }, { title: '' }, { title: 'file' }],
    sources.flatMap((source) =>
      source.models.map(({ name, bytes, isKnown, path }) => [
        source.name,
        name,
        bytesText(bytes),
        isKnown ? 'in the library' : '',
        path,
      ]),
    ),
  )
}

async function add(
  session: Session,
  names: readonly string[],
  { embeddings = false, reasons = false }: AddChoices,
): Promise<void> {
  const { engine, output } = session
  const sources = await find(session)
  const chosen = names.length === 0 ? sources.filter(({ isRefused }) => !isRefused) : named(sources, names)
  const readable = chosen.filter(({ unreadable }) => unreadable === null)
  for (const { name, path, unreadable } of chosen)
    if (unreadable !== null) output.note(`note: ${name} (${path}): ${unreadable}`)
  if (readable.length === 0)
    throw new CommandFailure(
      chosen.length === 0
        ? 'no models of other programs to add found on this machine'
        : 'none of the sources can be read',
      { code: 'not-found' },
    )
  const report = await runOperation(session, (operation) =>
    engine.call('sources.add', { sourceIds: readable.map(({ id }) => id), operation, embeddings }),
  )
  noteNames(output, report)
  await reportAdded(session, report, { named: new Set(), reasons })
}

async function refuse(session: Session, names: readonly string[], isRefused: boolean): Promise<void> {
  const chosen = named(await find(session), names)
  await session.engine.call('sources.refuse', { sourceIds: chosen.map(({ id }) => id), isRefused })
  await session.output.result(
    () => ({ sources: chosen.map((source) => ({ ...shownSource(source), isRefused })) }),
    () =>
      chosen.map(({ name, path }) => `${isRefused ? 'refused' : 'accepted'} ${name} (${printable(path)})\n`).join(''),
  )
}

function find(session: Session): Promise<ModelSource[]> {
  return runOperation(session, (operation) => session.engine.call('sources.find', { operation }))
}

/** The sources of programs or folders, in their order. */
function named(sources: readonly ModelSource[], names: readonly string[]): ModelSource[] {
  const simple = (name: string): string => name.toLowerCase().replace(/[\s._-]/g, '')
  const isNamed = ({ name, path }: ModelSource, wanted: string): boolean =>
    simple(name) === simple(wanted) || path === wanted
  for (const wanted of names) {
    if (sources.some((source) => isNamed(source, wanted))) continue
    const known = sources.map(({ name }) => name)
    throw new CommandFailure(
      `expected a program with models on this machine or one of its folders, found '${wanted}'${suggest(wanted, known)}`,
      { code: 'not-found' },
    )
  }
  return sources.filter((source) => names.some((wanted) => isNamed(source, wanted)))
}
