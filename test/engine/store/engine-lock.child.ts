/** Takes the locks of engines that come and go, and answers how many were not seen while they were held. */
import { randomUUID } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { EngineLock } from '../../../engine/store/engine-lock.ts'

const { database, times } = workerData as { readonly database: string; readonly times: number }
let lost = 0
for (let time = 0; time < times; time += 1) {
  const id = randomUUID()
  const lock = new EngineLock(database, id)
  lock.hold()
  if (!new EngineLock(database, 'onlooker').isRunning(id)) lost += 1
  lock.close()
}
parentPort!.postMessage(lost)
