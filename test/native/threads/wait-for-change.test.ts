import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { waitForChange } from '../../../native/threads/wait-for-change.ts'

afterEach(() => vi.restoreAllMocks())

/** What V8 does in a thread that may not sleep, such as the main thread of a page. */
function forbidSleep(): void {
  vi.spyOn(Atomics, 'wait').mockImplementation(() => {
    throw new TypeError('Atomics.wait cannot be called in this context')
  })
}

const cells = (value = 0): Int32Array => {
  const numbers = new Int32Array(new SharedArrayBuffer(8))
  numbers[1] = value
  return numbers
}

/** A thread that writes a number after so many milliseconds, and says so to those that sleep. */
function writeLater(numbers: Int32Array, value: number, milliseconds: number): Promise<void> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads')
    parentPort.postMessage('here')
    Atomics.wait(workerData.numbers, 0, 0, ${milliseconds})
    Atomics.store(workerData.numbers, 1, ${value})
    Atomics.notify(workerData.numbers, 1)
  `
  const worker = new Worker(code, { eval: true, workerData: { numbers } })
  return new Promise((resolve, reject) => worker.once('message', () => resolve()).once('error', reject))
}

describe.each([
  ['a thread that may sleep', () => undefined],
  ['a thread that may not', forbidSleep],
])('%s', (_, prepare) => {
  test('goes on as soon as another thread has written', async () => {
    const numbers = cells()
    await writeLater(numbers, 7, 50)
    prepare()
    expect(waitForChange(numbers, 1, 0, 20_000)).toBe('changed')
    expect(Atomics.load(numbers, 1)).toBe(7)
  })

  test('does not wait for what has changed already', () => {
    prepare()
    expect(waitForChange(cells(3), 1, 0, 20_000)).toBe('changed')
  })

  test('gives up after the milliseconds that it is given', () => {
    prepare()
    const start = performance.now()
    expect(waitForChange(cells(), 1, 0, 60)).toBe('timed-out')
    expect(performance.now() - start).toBeGreaterThan(50)
  })

  test('refuses memory that no other thread can write to', () => {
    prepare()
    expect(() => waitForChange(new Int32Array(2), 1, 0, 10)).toThrow(TypeError)
  })
})
