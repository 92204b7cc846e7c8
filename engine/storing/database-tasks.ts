import { addBenchmarkTask } from '../benchmarks/add-task.ts'
import { addGenomeTask } from '../genomes/add-task.ts'
import { exportTask } from '../projects/export-task.ts'
import { mergeTask } from '../projects/merge-task.ts'
import { previewTask } from '../removals/preview-task.ts'
import { removeTask } from '../removals/remove-task.ts'
import { undoTask } from '../removals/undo-task.ts'
import { importScoresTask } from '../scores/import-task.ts'
import { previewImportTask } from '../scores/preview-import.ts'

/** Work on the database that can last. */
export const databaseTasks = {
  'genomes.add': addGenomeTask,
  'benchmarks.add': addBenchmarkTask,
  'rows.remove': removeTask,
  'removals.preview': previewTask,
  'removals.undo': undoTask,
  'projects.merge': mergeTask,
  'projects.export': exportTask,
  'scores.preview': previewImportTask,
  'scores.import': importScoresTask,
} as const

export type DatabaseTaskName = keyof typeof databaseTasks
export type DatabaseInput<N extends DatabaseTaskName> = Parameters<(typeof databaseTasks)[N]>[1]
export type DatabaseResult<N extends DatabaseTaskName> = ReturnType<(typeof databaseTasks)[N]>
