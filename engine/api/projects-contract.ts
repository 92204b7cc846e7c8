import { z } from 'zod'
import { call, identifier, nameText, nothing } from './call.ts'

/** What a database holds, counted. */
export const projectContents = z.object({
  models: z.number().int(),
  /** Models of which no file is recorded: their results came from someone else. */
  modelsWithoutFile: z.number().int(),
  probes: z.number().int(),
  genes: z.number().int(),
  genomes: z.number().int(),
  benchmarks: z.number().int(),
  runs: z.number().int(),
  scoredModels: z.number().int(),
  scores: z.number().int(),
  sketchedModels: z.number().int(),
  checkpointTables: z.number().int(),
})

/** A project: one database file. */
const project = z.object({
  /** Of the place of its file: see `place`. */
  id: identifier,
  name: z.string(),
  path: z.string(),
  isOpen: z.boolean(),
  /** Whether it is what commands use that name none. */
  isDefault: z.boolean(),
  isMissing: z.boolean(),
  bytes: z.number().int().nullable(),
  /** When it was last opened as a project; null: not in what is remembered. */
  openedAt: z.string().nullable(),
})

const projectsState = z.object({
  open: project.nullable(),
  /** Why the open project cannot be used, in words that say what was found and what to do; null where it can. */
  fault: z.string().nullable(),
  /** The latest opened first; then those of the projects folder that were never opened. */
  projects: z.array(project),
  /** Where new projects are made. */
  folder: z.string(),
  /** False for an engine that keeps the database it was started with. */
  canSwitch: z.boolean(),
  /** Jobs of the open project that are waiting or running. */
  jobs: z.number().int(),
})

const projectName = nameText(100)
/** Jobs that are waiting or running are refused unless this says that they may be stopped; what they stored stays. */
const stopJobs = z.boolean().default(false)
/** The folder of a new file; absent: the projects folder. */
const folderId = identifier.optional()
/** Whether a file of that name may be written over. */
const overwrite = z.boolean().default(false)

const disagreement = z.object({
  /** What it is of, in words: `model oak`. */
  of: z.string(),
  fact: z.string(),
  kept: z.string(),
  other: z.string(),
})

const merged = z.object({
  /** Rows of the other project that this one did not have. */
  added: projectContents.omit({ modelsWithoutFile: true }).extend({ places: z.number().int() }),
  /** What both have, and this one keeps as it is, though the other says otherwise. */
  disagreements: z.array(disagreement),
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
})

export const projectsCalls = {
  'projects.state': call(nothing, projectsState),
  /** Closes the open project and opens this one. Where that fails, the former one is opened again. */
  'projects.open': call(z.object({ projectId: identifier, stopJobs }), projectsState),
  /** Makes an empty project and opens it. */
  'projects.new': call(z.object({ name: projectName, folderId, stopJobs }), projectsState),
  /** Opens the sample project that ships, as a copy in the projects folder, which is made where there is none yet. */
  'projects.openSample': call(z.object({ stopJobs }), projectsState),
  'projects.rename': call(z.object({ projectId: identifier, name: projectName, stopJobs }), projectsState),
  /** Deletes the file of a project that is not open. Files of models stay. */
  'projects.remove': call(z.object({ projectId: identifier }), projectsState),
  /** Takes a project out of what is remembered; its file stays. */
  'projects.forget': call(z.object({ projectId: identifier }), projectsState),
  /** Counts what a project holds, without changing it; refused where it is damaged or of a newer version. */
  'projects.contents': call(z.object({ projectId: identifier }), projectContents),
  /** Copies the open project as of one moment. Progress in pages of the database. */
  'projects.saveAs': call(
    z.object({ name: projectName, folderId, overwrite, operation: identifier.optional() }),
    z.object({ id: identifier, path: z.string(), bytes: z.number().int() }),
  ),
  /**
   * Brings what another project has into the open one, in one step; with `dryRun` only says what would come. What both
   * have stays as it is here.
   */
  'projects.merge': call(
    z.object({ projectId: identifier, dryRun: z.boolean().default(false), operation: identifier.optional() }),
    merged,
  ),
  /** Writes probes and scores of models, without paths, into a file of their own, which other projects can merge. */
  'projects.export': call(
    z.object({
      modelIds: z.array(identifier).min(1).max(10_000),
      name: projectName,
      folderId,
      overwrite,
      operation: identifier.optional(),
    }),
    z.object({ id: identifier, path: z.string(), bytes: z.number().int() }),
  ),
} as const

export type Project = z.output<typeof project>
export type ProjectsState = z.output<typeof projectsState>
export type ProjectContents = z.output<typeof projectContents>
export type Merged = z.output<typeof merged>
