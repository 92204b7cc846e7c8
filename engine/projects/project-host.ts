import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { plural } from '../../core/format/quantity.ts'
import { checkedCall } from '../api/check-message.ts'
import {
  type Api,
  ApiError,
  type CallInput,
  type CallName,
  type CallOutput,
  type EventName,
  events as eventContract,
  type Place,
} from '../api/contract.ts'
import { EventChannel } from '../api/event-channel.ts'
import type { Project, ProjectsState } from '../api/projects-contract.ts'
import { configFolder, defaultDatabaseFile, projectsFolder } from '../default-database.ts'
import { type Engine, type EngineOptions, openEngine, placesOf } from '../engine.ts'
import type { Places } from '../places/places.ts'
import { isUnfinished } from '../jobs/job-state.ts'
import { ensureSampleProject, sampleDatabaseFile } from '../sample/sample-project.ts'
import { AbsentDatabase, DatabaseError } from '../store/database-error.ts'
import { LostDatabase } from '../store/same-file.ts'
import {
  isProjectFile,
  isSamePath,
  projectBytes,
  projectEnding,
  projectFile,
  projectFilesIn,
  projectName,
  removeProject,
  renamedProjectFile,
  renameProject,
  requireNoFile,
} from './project-files.ts'
import { removeUnfinished } from './unfinished-file.ts'
import { RecentProjects } from './recent-projects.ts'

export interface ProjectHostOptions extends Omit<EngineOptions, 'places'> {
  /** Where it is remembered what was opened. Default: the user's config folder. */
  readonly configFolder?: string
  /** Opens the project that was open last, where it is still there, in place of the database named. */
  readonly resumes?: boolean
}

/** An engine whose database can be changed for another one while pages are connected. */
export interface ProjectHost extends Api {
  grantPlace(path: string): Place
  /** Why the open project cannot be used; null where it can. */
  fault(): string | null
  /** Stops the jobs of the open project (what is stored stays) and closes it. */
  close(): Promise<void>
}

type HostCall =
  | 'projects.state'
  | 'projects.open'
  | 'projects.new'
  | 'projects.openSample'
  | 'projects.rename'
  | 'projects.remove'
  | 'projects.forget'

/** Opens a project. Where its database cannot be used, the host is there all the same and says why. */
export async function openProjects(options: ProjectHostOptions): Promise<ProjectHost> {
  const host = new Projects(options)
  await host.start(options.databaseFile)
  return host
}

class Projects implements ProjectHost {
  private readonly options: ProjectHostOptions
  private readonly events = new EventChannel()
  private readonly places: Places
  private readonly recents: RecentProjects
  private readonly folder: string
  private file: string
  private engine: Engine | undefined
  private endEvents: () => void = () => undefined
  private reason: string | null = null
  /** Calls wait for a change of the project that is under way. */
  private changing: Promise<unknown> = Promise.resolve()
  private isClosed = false

  constructor(options: ProjectHostOptions) {
    this.options = options
    this.file = options.databaseFile
    this.folder = options.projectsFolder ?? projectsFolder()
    this.recents = new RecentProjects(options.configFolder ?? configFolder())
    this.places = placesOf(options, [{ name: 'Projects', path: this.folder }])
  }

  async start(databaseFile: string): Promise<void> {
    const last = this.recents.list()[0]?.file
    const file = this.options.resumes === true && last !== undefined && existsSync(last) ? last : databaseFile
    await this.inTurn(() => this.reopen(file))
  }

  fault(): string | null {
    return this.reason
  }

  grantPlace(path: string): Place {
    return this.places.grant(path)
  }

  readonly on: Api['on'] = (name, listener) => this.events.on(name, listener)

  async call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    if (this.isClosed) throw new ApiError('failed', 'The engine is closed.')
    await this.changing
    if (Object.hasOwn(this.handlers, name))
      return (await checkedCall(name, input, (checked) =>
        Promise.resolve(this.handlers[name as HostCall](checked as never) as CallOutput<N> | Promise<CallOutput<N>>),
      )) as CallOutput<N>
    // Folders can be looked through while no database is open.
    if (name === 'places.roots')
      return (await checkedCall(name, input, () => this.places.offered() as Promise<CallOutput<N>>)) as CallOutput<N>
    if (name === 'places.list')
      return await checkedCall(name, input, (checked) => {
        const { placeId, kind } = checked as { placeId: string; kind: 'models' | 'projects' }
        return this.places.list(placeId, kind) as Promise<CallOutput<N>>
      })
    const { engine } = this
    if (engine === undefined) throw new ApiError('failed', this.reason ?? 'No project is open.')
    try {
      return await engine.call(name, input)
    } catch (error) {
      if (error instanceof LostDatabase) await this.inTurn(() => this.lose(engine, error))
      throw error
    }
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    await this.changing
    this.endEvents()
    await this.engine?.close()
  }

  private readonly handlers: {
    readonly [N in HostCall]: (input: never) => CallOutput<N> | Promise<CallOutput<N>>
  } = {
    'projects.state': () => this.state(),
    'projects.open': ({ projectId, stopJobs }: { projectId: string; stopJobs: boolean }) =>
      this.change(stopJobs, this.pathOf(projectId)),
    'projects.new': ({ name, folderId, stopJobs }: { name: string; folderId?: string; stopJobs: boolean }) => {
      const file = projectFile(folderId === undefined ? this.folder : this.places.path(folderId), name, projectEnding)
      return this.make(file, stopJobs)
    },
    'projects.openSample': ({ stopJobs }: { stopJobs: boolean }) => this.openSample(stopJobs),
    'projects.rename': ({ projectId, name, stopJobs }: { projectId: string; name: string; stopJobs: boolean }) =>
      this.rename(this.pathOf(projectId), name, stopJobs),
    'projects.remove': ({ projectId }: { projectId: string }) => {
      const file = this.pathOf(projectId)
      if (isSamePath(file, this.file))
        throw new ApiError('conflict', `The project ${projectName(file)} is open. Open another one first.`)
      if (!isProjectFile(file)) throw new ApiError('invalid', `Expected the file of a project, found ${file}.`)
      removeProject(file)
      this.recents.forget(file)
      this.events.emit('project.changed', {})
      return this.state()
    },
    'projects.forget': ({ projectId }: { projectId: string }) => {
      this.recents.forget(this.pathOf(projectId))
      this.events.emit('project.changed', {})
      return this.state()
    },
  }

  private pathOf(projectId: string): string {
    return this.places.path(projectId)
  }

  private async change(stopJobs: boolean, file: string): Promise<ProjectsState> {
    const requireFile = (): void => {
      if (!existsSync(file)) throw new ApiError('not-found', new AbsentDatabase(file).message)
    }
    requireFile()
    await this.requireIdle(stopJobs)
    await this.inTurn(async () => {
      // Once more: it may have been removed while jobs were counted, or while another change was under way.
      requireFile()
      await this.switchTo(file)
    })
    return this.state()
  }

  private async make(file: string, stopJobs: boolean): Promise<ProjectsState> {
    requireNoFile(file, false)
    await this.requireIdle(stopJobs)
    await this.inTurn(async () => {
      // Somebody else may have made it meanwhile.
      requireNoFile(file, false)
      mkdirSync(dirname(file), { recursive: true })
      try {
        await this.switchTo(file)
      } catch (error) {
        // What could not be made whole is no project.
        removeUnfinished(file)
        throw error
      }
    })
    return this.state()
  }

  private async openSample(stopJobs: boolean): Promise<ProjectsState> {
    const file = sampleDatabaseFile(this.folder)
    try {
      ensureSampleProject(file, this.options.modelsFolder)
    } catch (error) {
      throw new ApiError(
        'failed',
        `The sample project could not be copied to ${file}: ${error instanceof Error ? error.message : String(error)}. Look whether the disk has room and the folder can be written to.`,
      )
    }
    return this.change(stopJobs, file)
  }

  /** One database is closed before the next is opened. Where that fails, the former is opened again. */
  private async switchTo(file: string): Promise<void> {
    const former = this.engine === undefined ? undefined : this.file
    await this.closeEngine()
    try {
      await this.openFile(file)
    } catch (error) {
      if (former !== undefined) await this.reopen(former)
      throw error instanceof DatabaseError ? new ApiError('failed', error.message) : error
    }
  }

  /** Opens a project that was open; where it cannot be any more, it is said why. */
  private reopen(file: string): Promise<void> {
    return this.openFile(file).catch((fault: unknown) => this.fail(file, fault))
  }

  private async rename(from: string, name: string, stopJobs: boolean): Promise<ProjectsState> {
    const to = renamedProjectFile(from, name)
    if (isSamePath(from, to)) return this.state()
    const isOpen = isSamePath(from, this.file) && this.engine !== undefined
    if (isOpen) await this.requireIdle(stopJobs)
    await this.inTurn(async () => {
      if (isOpen) await this.closeEngine()
      try {
        renameProject(from, to)
      } catch (error) {
        if (isOpen) await this.reopen(from)
        if (error instanceof ApiError) throw error
        throw new ApiError(
          'failed',
          `The file could not be renamed: ${error instanceof Error ? error.message : String(error)}`,
        )
      }
      this.recents.renamed(from, to)
      if (isOpen) await this.reopen(to)
      else this.events.emit('project.changed', {})
    })
    return this.state()
  }

  private async requireIdle(stopJobs: boolean): Promise<void> {
    const jobs = await this.jobs()
    if (stopJobs || jobs === 0) return
    throw new ApiError(
      'conflict',
      `${plural(jobs, 'job is', 'jobs are')} waiting or running in the open project. What they have stored stays; say that they may be stopped, or wait for them.`,
    )
  }

  /** Jobs of the open project that are waiting or running. */
  private async jobs(): Promise<number> {
    const { engine } = this
    if (engine === undefined) return 0
    const queues = await Promise.all([engine.call('queue.get', {}), engine.call('scoring.get', {})])
    return queues.flatMap(({ jobs }) => jobs.filter(isUnfinished)).length
  }

  private async openFile(file: string): Promise<void> {
    if (this.isClosed) throw new ApiError('failed', 'The engine is closed.')
    const engine = await openEngine({ ...this.options, databaseFile: file, places: this.places })
    const ends = (Object.keys(eventContract) as EventName[]).map((name) =>
      engine.on(name, (payload) => this.events.emit(name, payload as never)),
    )
    this.endEvents = () => {
      for (const end of ends) end()
    }
    this.engine = engine
    this.file = file
    this.reason = null
    if (file !== ':memory:') this.recents.opened(resolve(file))
    await this.tellAll()
  }

  private async closeEngine(): Promise<void> {
    this.endEvents()
    this.endEvents = () => undefined
    const { engine } = this
    this.engine = undefined
    await engine?.close()
  }

  /** Closes an engine whose database is gone, where no other one is open by now. */
  private async lose(engine: Engine, error: LostDatabase): Promise<void> {
    if (engine !== this.engine) return
    await this.closeEngine().catch(() => undefined)
    this.fail(this.file, error)
  }

  private fail(file: string, error: unknown): void {
    this.file = file
    this.reason = error instanceof Error ? error.message : String(error)
    this.events.emitAllChanged()
  }

  /** What pages know of the queues is told to them by events, which were those of another project. */
  private async tellAll(): Promise<void> {
    this.events.emitAllChanged()
    if (this.engine === undefined) return
    this.events.emit('queue', await this.engine.call('queue.get', {}))
    this.events.emit('scoring', await this.engine.call('scoring.get', {}))
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.changing.then(work)
    this.changing = result.catch(() => undefined)
    return result
  }

  private async state(): Promise<ProjectsState> {
    const recents = this.recents.list()
    const files = [
      ...recents.map(({ file }) => file),
      ...projectFilesIn(this.folder).filter((file) => !recents.some((recent) => recent.file === file)),
    ]
    const openedAt = (file: string): string | null => recents.find((recent) => recent.file === file)?.openedAt ?? null
    const projects = files.map((file) => this.shown(file, openedAt(file)))
    return {
      open: this.file === ':memory:' ? null : this.shown(resolve(this.file), openedAt(resolve(this.file))),
      fault: this.reason,
      projects,
      folder: this.folder,
      canSwitch: true,
      jobs: await this.jobs().catch(() => 0),
    }
  }

  private shown(file: string, openedAt: string | null): Project {
    const { id, path } = this.places.offer(file)
    const bytes = projectBytes(file)
    return {
      id,
      name: projectName(file),
      path,
      isOpen: this.engine !== undefined && isSamePath(file, this.file),
      isDefault: isSamePath(file, defaultDatabaseFile()),
      isMissing: bytes === null,
      bytes,
      openedAt,
    }
  }
}
