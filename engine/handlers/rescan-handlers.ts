import { basename } from 'node:path'
import type { CallOutput } from '../api/contract.ts'
import type { Context } from '../context.ts'
import type { CalledFile } from '../library/add-models.ts'
import { placesNow } from '../library/model-places.ts'
import { isWithin, rescan } from '../library/rescan.ts'
import { listSource, sourceFolders } from '../places/model-sources.ts'
import type { Handlers } from './handlers.ts'
import { addTo } from './model-handlers.ts'
import { operationOf } from './operation-of.ts'

export function rescanHandlers(context: Context): Pick<Handlers, 'models.rescan'> {
  const { models, folders, digests, places, operations } = context
  return {
    'models.rescan': async ({ operation, add, relocate }): Promise<CallOutput<'models.rescan'>> => {
      const called = new Map<string, CalledFile>()
      const looked = await operationOf(context, operation, 'files', async ({ signal, onProgress }) => {
        for (const [path, file] of await filesOfPrograms(context, signal)) called.set(path, file)
        return rescan(models.list(), folders.list(), [...called.keys()], {
          digests,
          ...(signal === undefined ? {} : { signal }),
          ...(onProgress === undefined ? {} : { onProgress }),
        })
      })
      const nameOf = (id: string): string => models.nameOf(id) ?? id
      const found = {
        fresh: looked.fresh.map(({ path, bytes }) => ({ ...places.offer(path, basename(path)), bytes })),
        moved: looked.moved.map((move) => ({ ...move, name: nameOf(move.modelId) })),
        vanished: looked.vanished.map((gone) => ({ ...gone, name: nameOf(gone.modelId) })),
      }
      const paths = [
        ...(add ? looked.fresh.map(({ path }) => path) : []),
        ...(relocate ? looked.moved.map(({ path }) => path) : []),
      ]
      if (paths.length === 0) return { ...found, report: null }
      const report = await operations.run(operation, (signal) =>
        addTo(context, { paths, called, operation, embeddings: true, signal }),
      )
      if (relocate) for (const { modelId } of looked.moved) await forgetMissing(context, modelId)
      return { ...found, report }
    },
  }
}

/** The models of the programs from which the library has some, by their paths. */
async function filesOfPrograms(
  { machine, models, refusedSources }: Context,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, CalledFile>> {
  const paths = models.list().flatMap(({ places: all }) => all.flatMap(({ files }) => files.map(({ path }) => path)))
  const called = new Map<string, CalledFile>()
  for (const source of await sourceFolders(machine)) {
    const isRefused = refusedSources.isRefused({ program: source.program.name, folder: source.folder })
    if (isRefused || !paths.some((path) => isWithin(path, source.folder))) continue
    const { program, models: listed } = await listSource(source, machine, signal)
    for (const { path, name, sha256 } of listed) called.set(path, { program: program.name, name, sha256 })
  }
  return called
}

/** Forgets the places of a model at which nothing is any more, where another place is left. */
async function forgetMissing({ models, events }: Context, modelId: string): Promise<void> {
  const model = models.get(modelId)
  if (model === undefined) return
  const now = await placesNow(model)
  const missing = now.filter(({ state }) => state === 'missing')
  if (missing.length === now.length) return
  for (const { place } of missing) models.removePlace(modelId, place.number)
  events.emit('models.changed', {})
}
