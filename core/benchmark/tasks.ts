import type { BenchmarkTask, TaskName } from './task.ts'
import { arc } from './tasks/arc.ts'
import { boolq } from './tasks/boolq.ts'
import { hellaswag } from './tasks/hellaswag.ts'
import { mmlu } from './tasks/mmlu.ts'
import { openbookqa } from './tasks/openbookqa.ts'
import { piqa } from './tasks/piqa.ts'
import { plain } from './tasks/plain.ts'
import { truthfulqaMc1, truthfulqaMc2 } from './tasks/truthfulqa.ts'
import { winogrande } from './tasks/winogrande.ts'

/** The tasks that can be scored, by name. */
export const benchmarkTasks: Readonly<Record<TaskName, BenchmarkTask>> = {
  arc,
  hellaswag,
  mmlu,
  winogrande,
  truthfulqa_mc1: truthfulqaMc1,
  truthfulqa_mc2: truthfulqaMc2,
  piqa,
  openbookqa,
  boolq,
  plain,
}
