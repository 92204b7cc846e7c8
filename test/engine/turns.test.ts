import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { unlessAborted } from '../../engine/turns.ts'

test('work that others wait for too is waited for until the signal, and goes on for the others', async () => {
  const abort = new AbortController()
  const shared = setTimeout(30, 'done')
  const left = unlessAborted(shared, abort.signal)
  const stayed = unlessAborted(shared, new AbortController().signal)
  abort.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  expect(await stayed).toBe('done')
  await expect(unlessAborted(shared, abort.signal)).rejects.toThrow('enough')
})

test('a failure of the work is passed on, and one that comes after the signal disturbs nobody', async () => {
  const fail = async (): Promise<never> => {
    await setTimeout(10)
    throw new Error('broken')
  }
  await expect(unlessAborted(fail(), undefined)).rejects.toThrow('broken')
  await expect(unlessAborted(fail(), new AbortController().signal)).rejects.toThrow('broken')
  const abort = new AbortController()
  const left = unlessAborted(fail(), abort.signal)
  abort.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  // An unhandled rejection would fail the run.
  await setTimeout(30)
})
