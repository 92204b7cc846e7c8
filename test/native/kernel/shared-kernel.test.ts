import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { KernelMemory } from '../../../native/kernel/kernel-memory.ts'
import { binAll, type BinningWork, tableKeys } from './binning-worker.ts'

const inWorker = (workerData: BinningWork): Promise<number[][]> =>
  new Promise((resolve, reject) => {
    new Worker(new URL('./binning-worker.ts', import.meta.url), { workerData })
      .once('message', resolve)
      .once('error', reject)
  })

test('kernels of threads that work in one memory at the same time give what one alone gives', async () => {
  const inOrder = tableKeys.map((_, index) => index)
  const alone = binAll({ memory: new KernelMemory().shared, order: inOrder })
  const memory = new KernelMemory().shared
  // Other orders, so that each thread finds some tables and makes others; steps that have no divisor in common with
  // their number.
  const orders = [1, 5, 7].map((step) => inOrder.map((index) => (index * step + step) % tableKeys.length))
  const together = await Promise.all(orders.map((order) => inWorker({ memory, order })))
  for (const results of together) expect(results).toEqual(alone)
  expect(alone[0]!.length).toBeGreaterThan(10)
})
