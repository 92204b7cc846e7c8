/** What the threads of the pool's tests run in place of the engine's tasks; errors go the way of the real module. */
import { ApiError } from '../../../engine/api/api-error.ts'
import runTask, { type ThreadAnswer, type ThreadRequest } from '../../../engine/computing/compute-thread.ts'
import { tasks } from '../../../engine/computing/tasks.ts'
import type { LastMoment } from '../../../engine/computing/last-moment.ts'
import type { ProgressListener } from '../../../engine/computing/progress-listener.ts'

interface Input {
  readonly number?: number
  readonly cells?: Int32Array
  readonly steps?: number
  readonly fails?: 'range' | 'refused' | 'fault' | 'exit' | 'later'
  /** Passes its last moment before it waits. */
  readonly passes?: boolean
}

function task(
  { number = 0, cells, steps, fails, passes = false }: Input,
  report: ProgressListener,
  lastMoment: LastMoment,
): unknown {
  if (fails === 'range') throw new RangeError('expected more models, found 2')
  if (fails === 'refused') throw new ApiError('not-found', 'no such table')
  if (fails === 'fault') throw new TypeError('a fault')
  if (fails === 'exit') process.exit(3)
  if (fails === 'later') {
    setImmediate(() => {
      throw new Error('after the answer')
    })
    return 'answered'
  }
  if (steps !== undefined) {
    for (let done = 1; done <= steps; done++) {
      report(done, steps)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
    }
    return steps
  }
  if (passes) lastMoment.pass()
  const most = Atomics.add(cells!, 0, 1) + 1
  if (most > Atomics.load(cells!, 1)) Atomics.store(cells!, 1, most)
  Atomics.add(cells!, 2, 1)
  Atomics.wait(cells!, 3 + number, 0)
  Atomics.sub(cells!, 0, 1)
  return number
}

export default function run(request: ThreadRequest): Promise<ThreadAnswer> {
  ;(tasks as Record<string, unknown>)['analysis'] = task
  return runTask(request)
}
