import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { ApiError } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { defaultDatabaseFile } from '../default-database.ts'
import { requiredModel } from '../library/required-model.ts'
import {
  isSamePath,
  profileEnding,
  projectBytes,
  projectEnding,
  projectFile,
  projectName,
  requireNoFile,
} from '../projects/project-files.ts'
import { saveCopy } from '../projects/save-copy.ts'
import type { Handlers } from './handlers.ts'
import { named, operationOf } from './operation-of.ts'

type ProjectCalls = Extract<keyof Handlers, `projects.${string}`>

/** What is done with the open project. An engine alone keeps its database: changing it is for a project host. */
export function projectHandlers(context: Context): Pick<Handlers, ProjectCalls> {
  const { connection, databaseFile, projectsFolder, places, storing, checking, events, models } = context

  const target = (name: string, ending: string, folderId: string | undefined, overwrite: boolean): string => {
    const file = projectFile(folderId === undefined ? projectsFolder : places.path(folderId), name, ending)
    if (databaseFile !== ':memory:' && isSamePath(file, databaseFile))
      throw new ApiError('conflict', `${file} is the open project itself. Take another name.`)
    requireNoFile(file, overwrite)
    mkdirSync(dirname(file), { recursive: true })
    return file
  }
  const written = (file: string) => {
    const { id, path } = places.offer(file)
    events.emit('project.changed', {})
    return { id, path, bytes: projectBytes(file) ?? 0 }
  }
  const state = () => ({
    open:
      databaseFile === ':memory:'
        ? null
        : {
            ...places.offer(databaseFile),
            name: projectName(databaseFile),
            isOpen: true,
            isDefault: isSamePath(databaseFile, defaultDatabaseFile()),
            isMissing: false,
            bytes: projectBytes(databaseFile),
            openedAt: null,
          },
    fault: null,
    projects: [],
    folder: projectsFolder,
    canSwitch: false,
    jobs: 0,
  })
  const keepsItsDatabase = (): never => {
    throw new ApiError('conflict', `This engine keeps the database that it was started with, ${databaseFile}.`)
  }

  return {
    'projects.state': state,
    'projects.open': keepsItsDatabase,
    'projects.new': keepsItsDatabase,
    'projects.openSample': keepsItsDatabase,
    'projects.rename': keepsItsDatabase,
    'projects.remove': keepsItsDatabase,
    'projects.forget': keepsItsDatabase,
    'projects.contents': ({ projectId }) => checking.run('project.contents', { file: places.path(projectId) }),
    'projects.saveAs': ({ name, folderId, overwrite, operation }) =>
      operationOf(context, operation, 'pages', async ({ signal, onProgress }) => {
        const file = target(name, projectEnding, folderId, overwrite)
        await saveCopy(connection, file, overwrite, signal, (done, total) => onProgress?.('copying', done, total))
        return written(file)
      }),
    'projects.merge': ({ projectId, dryRun, operation }) =>
      operationOf(context, operation, 'rows', async ({ signal, onProgress }) => {
        const file = places.path(projectId)
        if (isSamePath(file, databaseFile))
          throw new ApiError('conflict', `${file} is the open project itself. Choose another one to merge.`)
        const merged = await storing.run('projects.merge', { file, dryRun }, signal, named(onProgress, 'merging'))
        if (!dryRun) events.emitAllChanged()
        return { ...merged, disagreements: [...merged.disagreements], renamed: [...merged.renamed] }
      }),
    'projects.export': ({ modelIds, name, folderId, overwrite, operation }) =>
      operationOf(context, operation, 'rows', async ({ signal, onProgress }) => {
        for (const id of modelIds) requiredModel(models, id)
        const file = target(name, profileEnding, folderId, overwrite)
        await storing.run(
          'projects.export',
          { modelIds, target: file, overwrite },
          signal,
          named(onProgress, 'exporting'),
        )
        return written(file)
      }),
  }
}
