import { analysisTask } from '../analysis/analysis-task.ts'
import { geneTermsTask } from '../analysis/gene-terms-task.ts'
import { contentsTask } from '../projects/project-contents.ts'
import { checkTask, findingsTask } from '../doctor/check-database.ts'
import { readCheckpointsTask } from '../emergence/read-task.ts'
import { sketchTask } from '../lineage/sketch-task.ts'
import { tensorLayout } from '../lineage/tensor-layout.ts'
import { onOwnConnection } from '../storing/database-task.ts'
import { databaseTasks } from '../storing/database-tasks.ts'

/** What a compute thread can do. Inputs and results are plain data, since they are copied between threads. */
export const tasks = {
  analysis: analysisTask,
  'similarity.gene': geneTermsTask,
  'emergence.read': readCheckpointsTask,
  'weights.layout': tensorLayout,
  'weights.sketch': sketchTask,
  'database.findings': findingsTask,
  'database.check': checkTask,
  'stored.genomes.add': onOwnConnection(databaseTasks['genomes.add']),
  'stored.benchmarks.add': onOwnConnection(databaseTasks['benchmarks.add']),
  'stored.rows.remove': onOwnConnection(databaseTasks['rows.remove']),
  'stored.removals.preview': onOwnConnection(databaseTasks['removals.preview']),
  'stored.removals.undo': onOwnConnection(databaseTasks['removals.undo']),
  'stored.projects.merge': onOwnConnection(databaseTasks['projects.merge']),
  'stored.projects.export': onOwnConnection(databaseTasks['projects.export']),
  'project.contents': contentsTask,
  'stored.scores.preview': onOwnConnection(databaseTasks['scores.preview']),
  'stored.scores.import': onOwnConnection(databaseTasks['scores.import']),
} as const

export type TaskName = keyof typeof tasks
export type TaskInput<N extends TaskName> = Parameters<(typeof tasks)[N]>[0]
export type TaskResult<N extends TaskName> = Awaited<ReturnType<(typeof tasks)[N]>>
