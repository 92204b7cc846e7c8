import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { requiredModel, unknownModel } from '../library/required-model.ts'
import type { Family } from '../../core/model/family.ts'
import { type AddReport, ApiError, type ModelDetail, type ModelSummary } from '../api/contract.ts'
import { throttled } from '../api/throttle.ts'
import type { Context } from '../context.ts'
import { type AddOptions, type AddProgress, addModels } from '../library/add-models.ts'
import { declaredPurpose } from '../library/declared-purpose.ts'
import { relocateModels } from '../library/relocate-models.ts'
import { headerRemarks } from '../remarks/header-remarks.ts'
import { libraryFamilies } from '../library/library-families.ts'
import { freeableBytes, placesNow, sharedBytes } from '../library/model-places.ts'
import { removeKeeping } from '../removals/remove.ts'
import { isComplete } from '../store/probe-store.ts'
import type { ModelFile, StoredModel } from '../store/model-store.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

type ModelCalls =
  | 'models.list'
  | 'models.get'
  | 'models.add'
  | 'models.remove'
  | 'models.relocate'
  | 'models.removePlace'
  | 'models.rename'
  | 'models.tag'
  | 'models.setFamily'
  | 'operations.cancel'

export function modelHandlers(context: Context): Pick<Handlers, ModelCalls> {
  const { models, places, operations, events, queue, scoring, scores, near } = context

  const required = (id: string): StoredModel => requiredModel(models, id)
  const summaries = (ids?: readonly string[]): Promise<ModelSummary[]> => summariesOf(context, ids)
  const summaryOf = async (id: string): Promise<ModelSummary> => {
    const [shown] = await summaries([id])
    if (shown === undefined) throw unknownModel(id)
    return shown
  }

  return {
    'models.list': () => summaries(),
    'models.get': async ({ modelId }): Promise<ModelDetail> => {
      const model = required(modelId)
      const shown = await summaryOf(modelId)
      return {
        ...shown,
        files: filesAt(model, shown.places[0]?.number).map(({ path, size, sha256 }) => ({ path, size, sha256 })),
        metadata: [...model.metadata],
        tensorTypes: [...model.tensorTypes],
        statedFamily: model.statedFamily,
        importedFamily: scores.importedFamilies().get(modelId) ?? null,
        near: near.pairs().flatMap(({ left, right, distance }) => {
          if (left !== modelId && right !== modelId) return []
          const relative = models.get(left === modelId ? right : left)
          return relative === undefined ? [] : [{ modelId: relative.id, name: relative.name, distance }]
        }),
      }
    },
    'models.add': ({ placeIds, operation, embeddings }) =>
      operations.run(operation, (signal) =>
        addTo(context, { paths: placeIds.map((id) => places.path(id)), operation, embeddings, signal }),
      ),
    'models.remove': async ({ modelId, group }) => {
      required(modelId)
      const cancelJobs = async () => {
        await queue.cancelWhere((key) => key.modelId === modelId)
        await scoring.cancelWhere((key) => key.modelId === modelId)
      }
      await cancelJobs()
      const answer = await removeKeeping(context, { kind: 'model', id: modelId, group })
      // Others may have been queued meanwhile.
      await cancelJobs()
      events.emit('models.changed', {})
      events.emit('probes.changed', {})
      events.emit('runs.changed', {})
      events.emit('scores.changed', {})
      return answer
    },
    'models.relocate': ({ placeIds, dryRun, operation }) =>
      operationOf(context, operation, 'bytes', async ({ signal, onProgress }) => {
        const { found, missing, files } = await relocateModels(
          placeIds.map((id) => places.path(id)),
          {
            models,
            digests: context.digests,
            whenWritable: context.whenWritable,
            dryRun,
            ...(signal === undefined ? {} : { signal }),
            ...(onProgress === undefined ? {} : { onProgress }),
          },
        )
        if (!dryRun && found.length > 0) events.emit('models.changed', {})
        return {
          found: found.map(({ model, from, to }) => ({ modelId: model.id, name: model.name, from, to })),
          missing: missing.map(({ id, name }) => ({ modelId: id, name })),
          files,
        }
      }),
    'models.removePlace': async ({ modelId, place }) => {
      required(modelId)
      if (!models.removePlace(modelId, place)) {
        throw new ApiError('not-found', 'The model has no such place. It may have been removed meanwhile.')
      }
      events.emit('models.changed', {})
      return summaryOf(modelId)
    },
    'models.rename': async ({ modelId, name }) => {
      const model = required(modelId)
      if (model.name !== name && !models.rename(modelId, name)) {
        throw new ApiError(
          'conflict',
          `Another model in the library is named ${JSON.stringify(name)}. Names are unique.`,
        )
      }
      events.emit('models.changed', {})
      return summaryOf(modelId)
    },
    'models.tag': ({ modelIds, add, remove }) => {
      for (const modelId of modelIds) required(modelId)
      models.setTags(modelIds, { add, remove })
      events.emit('models.changed', {})
      return summaries(modelIds)
    },
    'models.setFamily': ({ modelIds, family }) => {
      for (const modelId of modelIds) required(modelId)
      models.setFamily(modelIds, family)
      events.emit('families.changed', {})
      return summaries(modelIds)
    },
    'operations.cancel': ({ operation }) => ({ cancelled: operations.cancel(operation) }),
  }
}

interface Adding extends Pick<AddOptions, 'embeddings' | 'called'> {
  readonly paths: readonly string[]
  readonly operation: string
  readonly signal: AbortSignal
}

/** Adds files and folders to the library, and tells of it: how far it is by events, what came of it by the answer. */
export async function addTo(context: Context, { paths, operation, ...options }: Adding): Promise<AddReport> {
  const { models, digests, events } = context
  let latest: AddProgress | undefined
  const progress = throttled(200, () => {
    if (latest !== undefined) events.emit('operation', { operation, ...latest })
  })
  try {
    const report = await addModels(paths, {
      ...options,
      models,
      digests,
      whenWritable: context.whenWritable,
      onProgress: (now) => {
        latest = now
        progress.request()
      },
      onStored: () => {
        events.emit('models.changed', {})
      },
    })
    progress.flush()
    if (options.called === undefined) await keepFolders(context, paths, options.embeddings ?? false)
    return {
      added: await summariesOf(context, report.added.map(idOf)),
      known: await summariesOf(context, report.known.map(idOf)),
      renamed: report.renamed,
      copies: report.copies.map(({ modelId, ...copy }) => ({ ...copy, name: models.nameOf(modelId) ?? modelId })),
      moved: report.moved.map(({ modelId, ...path }) => ({ ...path, name: models.nameOf(modelId) ?? modelId })),
      refused: report.refused,
    }
  } finally {
    progress.stop()
  }
}

/** Keeps in mind which folders were searched, to look through them again. */
async function keepFolders(
  { folders, whenWritable }: Context,
  paths: readonly string[],
  embeddings: boolean,
): Promise<void> {
  for (const path of paths) {
    const facts = await stat(path).catch(() => undefined)
    if (facts?.isDirectory() === true) await whenWritable(() => folders.keep({ path, embeddings }))
  }
}

/** Of all models, or of those with these ids; left out is what has been removed meanwhile. */
function summariesOf(context: Context, ids?: readonly string[]): Promise<ModelSummary[]> {
  return Promise.all(asOfOneMoment(context, ids).map(summary))
}

const idOf = ({ id }: StoredModel): string => id

interface ShownModel {
  readonly model: StoredModel
  readonly family: Family
  readonly genomes: readonly string[]
}

/**
 * Models with what other tables say of them. Another process may add or remove models between two looks, so all of it
 * is read in one.
 */
function asOfOneMoment(context: Context, ids?: readonly string[]): ShownModel[] {
  return context.connection.transaction(() => {
    const probed = probedGenomes(context)
    const { families } = libraryFamilies(context)
    const models = ids === undefined ? context.models.list() : ids.flatMap((id) => context.models.get(id) ?? [])
    return models.map((model) => ({ model, family: families.get(model.id)!, genomes: probed.get(model.id) ?? [] }))
  })()
}

/** Names of the genomes each model has a complete probe for. */
function probedGenomes({ probes }: Context): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const probe of probes.list()) {
    if (!isComplete(probe)) continue
    const list = names.get(probe.modelId) ?? []
    if (!list.includes(probe.genomeName)) list.push(probe.genomeName)
    names.set(probe.modelId, list)
  }
  return names
}

function filesAt({ places }: StoredModel, number: number | undefined): readonly ModelFile[] {
  return places.find((place) => place.number === number)?.files ?? []
}

async function summary({ model, family, genomes }: ShownModel): Promise<ModelSummary> {
  const places = await placesNow(model)
  const read = places[0]
  return {
    id: model.id,
    name: model.name,
    path: read?.place.files[0]?.path ?? '',
    filesState: read?.state ?? 'missing',
    places: places.map(({ place, state }, index) => {
      const path = place.files[0]?.path ?? ''
      return { number: place.number, path, file: basename(path), state, shares: sharedBytes(places, index) }
    }),
    freeable: freeableBytes(places),
    sha256: model.sha256,
    size: model.size,
    parts: read?.place.files.length ?? 0,
    architecture: model.architecture,
    purpose: declaredPurpose(model),
    parameters: model.parameters,
    quantization: model.quantization,
    remarks: headerRemarks(model),
    tokenizer: model.tokenizer,
    vocabularySize: model.vocabularySize,
    contextLength: model.contextLength,
    declaredName: model.declaredName,
    declaredBases: [...model.declaredBases],
    family: family.name,
    familySource: family.source,
    license: model.license,
    firstName: model.firstName,
    tags: [...model.tags],
    addedAt: model.addedAt,
    probedGenomes: [...genomes],
  }
}
