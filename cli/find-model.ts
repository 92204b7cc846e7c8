import { commandHint } from '../engine/command-hint.ts'
import { printableName } from '../core/format/printable.ts'
import { plural } from '../core/format/quantity.ts'
import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AddReport, ModelSummary } from '../engine/api/contract.ts'
import { fileName } from '../engine/library/model-name.ts'
import { CommandFailure } from './failure.ts'
import { suggest } from './close-matches.ts'
import type { Session } from './session.ts'
import { addModels } from './add-models.ts'

/**
 * The model that a command line argument means: an id, a name, a file path, what its file is called at any of its
 * places, what it was named when it was added, what its header calls it, or the unique beginning of an id (at least
 * four characters), in this order. A file that is not in the library yet is added first; one that was written to or
 * replaced since is read again, and added where it holds something else.
 */
export async function findModel(session: Session, argument: string): Promise<ModelSummary> {
  const models = await session.engine.call('models.list', {})
  const known = knownModel(models, argument)
  if (known !== undefined) return isWrittenTo(known, argument) ? await readAgain(session, known, argument) : known
  const kind = pathKind(argument)
  if (kind === 'file') return added(argument, await addModels(session, [argument]))
  if (kind === 'folder')
    throw new CommandFailure(
      `'${argument}' is a folder; add its models with: ${commandHint('models add')} ${argument}`,
      {
        code: 'invalid',
      },
    )
  if (looksLikePath(argument))
    throw new CommandFailure(`no file '${argument}'${suggest(argument, names(models))}`, { code: 'not-found' })
  throw unknownModel(models, argument)
}

/** Whether a path no longer looks as it did when it was recorded as a place of the model. */
function isWrittenTo({ places }: ModelSummary, argument: string): boolean {
  const place = places.find(({ path }) => samePath(path, argument))
  return place?.state === 'touched' || place?.state === 'changed'
}

async function readAgain(session: Session, before: ModelSummary, path: string): Promise<ModelSummary> {
  const now = added(path, await addModels(session, [path]))
  if (now.id !== before.id)
    session.output.note(
      `note: ${path} holds something else than when it was added as ${before.name}: it is ${now.name}`,
    )
  return now
}

/** As findModel, but only among the models of the library: nothing is added. */
export async function findKnownModel(session: Session, argument: string): Promise<ModelSummary> {
  const models = await session.engine.call('models.list', {})
  const known = knownModel(models, argument)
  if (known === undefined) throw unknownModel(models, argument)
  if (isWrittenTo(known, argument))
    session.output.note(`note: ${argument} was written to since it was added as ${known.name}, which is taken`)
  return known
}

/** The models of several arguments, each once, in the order given. */
export function findModels(session: Session, argumentsGiven: readonly string[]): Promise<ModelSummary[]> {
  return eachOnce(argumentsGiven, (argument) => findModel(session, argument))
}

/** As findModels, but only among the models of the library: nothing is added. */
export function findKnownModels(session: Session, argumentsGiven: readonly string[]): Promise<ModelSummary[]> {
  return eachOnce(argumentsGiven, (argument) => findKnownModel(session, argument))
}

async function eachOnce(
  argumentsGiven: readonly string[],
  find: (argument: string) => Promise<ModelSummary>,
): Promise<ModelSummary[]> {
  const matches = new Map<string, ModelSummary>()
  for (const argument of argumentsGiven) {
    const model = await find(argument)
    matches.set(model.id, model)
  }
  return [...matches.values()]
}

/** Which model of a list an argument means; undefined where none, an error where more than one. */
export function knownModel(models: readonly ModelSummary[], argument: string): ModelSummary | undefined {
  const steps: ((model: ModelSummary) => boolean)[] = [
    (model) => model.id === argument,
    (model) => model.name === printableName(argument),
    (model) => model.places.some(({ path }) => samePath(path, argument)),
    (model) => model.places.some(({ path }) => fileName(path, model.declaredName) === printableName(argument)),
    (model) => model.firstName === printableName(argument),
    (model) => model.declaredName === printableName(argument),
    (model) =>
      /^[0-9a-f]{4,}$/i.test(argument) &&
      (model.id.startsWith(argument) || model.sha256.startsWith(argument.toLowerCase())),
  ]
  for (const matches of steps) {
    const matching = models.filter(matches)
    if (matching.length > 1) {
      const list = matching.map((model) => `${model.id} (${model.name}, ${model.path})`).join('; ')
      throw new CommandFailure(`'${argument}' means ${plural(matching.length, 'model')}, name one by its id: ${list}`, {
        code: 'invalid',
      })
    }
    if (matching.length === 1) return matching[0]
  }
  return undefined
}

function unknownModel(models: readonly ModelSummary[], argument: string): CommandFailure {
  if (models.length === 0)
    return new CommandFailure(
      `no model '${argument}': the library is empty; add models with: ${commandHint('models add')} PATH`,
      { code: 'not-found' },
    )
  const advice =
    pathKind(argument) === 'file'
      ? `; add it with: ${commandHint('models add')} ${argument}`
      : suggest(argument, names(models))
  return new CommandFailure(`no model '${argument}' in the library${advice}`, { code: 'not-found' })
}

function names(models: readonly ModelSummary[]): string[] {
  return models.map((model) => model.name)
}

function added(argument: string, report: AddReport): ModelSummary {
  const [model] = [...report.added, ...report.known]
  if (model !== undefined) return model
  throw new CommandFailure(`${argument}: ${report.refused[0]?.reason ?? 'could not be added'}`, { code: 'invalid' })
}

function looksLikePath(argument: string): boolean {
  return /[/\\]/.test(argument) || argument.toLowerCase().endsWith('.gguf')
}

function pathKind(argument: string): 'file' | 'folder' | 'none' {
  const stats = statSync(argument, { throwIfNoEntry: false })
  if (stats === undefined) return 'none'
  return stats.isDirectory() ? 'folder' : 'file'
}

function samePath(path: string, argument: string): boolean {
  if (resolve(argument) === path) return true
  try {
    return realpathSync(argument) === realpathSync(path)
  } catch {
    return false
  }
}
