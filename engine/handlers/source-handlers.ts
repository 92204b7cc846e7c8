import { ApiError, type Place } from '../api/contract.ts'
import type { Context } from '../context.ts'
import type { CalledFile } from '../library/add-models.ts'
import {
  HeaderVerdicts,
  inspectSources,
  listSource,
  type SourceFolder,
  sourceFolders,
} from '../places/model-sources.ts'
import type { Handlers } from './handlers.ts'
import { addTo } from './model-handlers.ts'
import { operationOf } from './operation-of.ts'

type SourceCalls = 'sources.find' | 'sources.refuse' | 'sources.add'

export function sourceHandlers(context: Context): Pick<Handlers, SourceCalls> {
  const { machine, places, refusedSources, models, digests, operations } = context

  const verdicts = new HeaderVerdicts()
  const placeOf = ({ program, folder }: SourceFolder): Place => places.offer(folder, program.name)
  /** The folders of these ids, as they are now. */
  const chosen = async (ids: readonly string[]): Promise<SourceFolder[]> => {
    const sources = await sourceFolders(machine)
    return ids.map((id) => {
      const source = sources.find((candidate) => placeOf(candidate).id === id)
      if (source === undefined)
        throw new ApiError('not-found', 'There is no such folder of another program any more. Look for models again.')
      return source
    })
  }

  return {
    'sources.find': ({ operation }) =>
      operationOf(context, operation, 'files', async ({ signal, onProgress }) => {
        const listed = []
        for (const source of await sourceFolders(machine)) listed.push(await listSource(source, machine, signal))
        const found = await inspectSources(
          listed,
          { models: models.list(), digests },
          {
            verdicts,
            ...(signal === undefined ? {} : { signal }),
            onProgress: ({ item, done, total }) => onProgress?.(item, done, total),
          },
        )
        return found
          .filter((source) => source.models.length + source.leftOut.length > 0 || source.unreadable !== null)
          .map((source) => ({
            ...placeOf(source),
            name: source.program.name,
            isRefused: refusedSources.isRefused({ program: source.program.name, folder: source.folder }),
            unreadable: source.unreadable,
            models: [...source.models],
            leftOut: [...source.leftOut],
          }))
      }),
    'sources.refuse': async ({ sourceIds, isRefused }) => {
      const sources = await chosen(sourceIds)
      refusedSources.set(
        sources.map(({ program, folder }) => ({ program: program.name, folder })),
        isRefused,
      )
      return {}
    },
    'sources.add': ({ sourceIds, operation, embeddings }) =>
      operations.run(operation, async (signal) => {
        const called = new Map<string, CalledFile>()
        const refused = []
        for (const source of await chosen(sourceIds)) {
          const { program, models: listed, leftOut } = await listSource(source, machine, signal)
          refused.push(...leftOut)
          for (const { path, name, sha256 } of listed)
            if (!called.has(path)) called.set(path, { program: program.name, name, sha256 })
        }
        const report = await addTo(context, { paths: [...called.keys()], called, operation, embeddings, signal })
        return { ...report, refused: [...report.refused, ...refused] }
      }),
  }
}
