import { analysisTask } from '../analysis/analysis-task.ts'
import { geneTermsTask } from '../analysis/gene-terms-task.ts'
import { findingsTask } from '../doctor/check-database.ts'
import { readBenchmarkTask } from '../benchmarks/read-task.ts'
import { emergenceFitTask } from '../emergence/fit-task.ts'
import { readCheckpointsTask } from '../emergence/read-task.ts'
import { checkedImport } from '../scores/checked-import.ts'
import { previewImport } from '../scores/preview-import.ts'
import { forecastTask } from '../forecast/forecast-task.ts'
import { scalingFitTask } from '../scaling/fit-task.ts'
import { hypotheticalTask } from '../scaling/hypothetical-task.ts'
import { selectTask } from '../scaling/select-task.ts'
import { spaceTask } from '../scaling/space-task.ts'

/** What a compute thread can do. Inputs and results are plain data, since they are copied between threads. */
export const tasks = {
  analysis: analysisTask,
  'similarity.gene': geneTermsTask,
  'scaling.space': spaceTask,
  'scaling.fit': scalingFitTask,
  'scaling.select': selectTask,
  'scaling.hypothetical': hypotheticalTask,
  'emergence.fit': emergenceFitTask,
  'emergence.read': readCheckpointsTask,
  'forecast.scores': forecastTask,
  'benchmarks.read': readBenchmarkTask,
  'scores.preview': previewImport,
  'scores.check': checkedImport,
  'database.findings': findingsTask,
} as const

export type TaskName = keyof typeof tasks
export type TaskInput<N extends TaskName> = Parameters<(typeof tasks)[N]>[0]
export type TaskResult<N extends TaskName> = Awaited<ReturnType<(typeof tasks)[N]>>
