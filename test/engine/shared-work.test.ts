import { expect, test } from 'vitest'
import { SharedWork } from '../../engine/shared-work.ts'

/** Work whose steps the test takes. */
function steps() {
  let stop: AbortSignal | undefined
  let tell: (done: number, total: number) => void = () => undefined
  let finish: (result: string) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const work = new SharedWork<string>((signal, onProgress) => {
    stop = signal
    tell = onProgress
    return new Promise((resolve, reject) => {
      finish = resolve
      fail = reject
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
  })
  return { work, tell, finish, fail, isStopped: () => stop!.aborted }
}

test('one that leaves ends nothing for the others; each hears of the progress', async () => {
  const { work, tell, finish, isStopped } = steps()
  const heard: string[] = []
  const leaving = new AbortController()
  const left = work.join(leaving.signal, (done) => heard.push(`first ${done}`))
  tell(1, 3)
  const stayed = work.join(undefined, (done) => heard.push(`second ${done}`))
  leaving.abort(new Error('enough'))
  await expect(left).rejects.toThrow('enough')
  tell(2, 3)
  expect(heard).toEqual(['first 1', 'second 1', 'second 2'])
  expect(isStopped()).toBe(false)
  finish('whole')
  expect(await stayed).toBe('whole')
})

test('work that everybody has left is stopped', async () => {
  const { work, isStopped } = steps()
  const aborts = [new AbortController(), new AbortController()]
  const all = aborts.map(({ signal }) => work.join(signal))
  aborts[0]!.abort(new Error('enough'))
  await expect(all[0]).rejects.toThrow('enough')
  expect(isStopped()).toBe(false)
  aborts[1]!.abort(new Error('enough'))
  await expect(all[1]).rejects.toThrow('enough')
  expect([isStopped(), work.isStopped]).toEqual([true, true])
})

test('work that has ended stays, whoever leaves later', async () => {
  const { work, finish } = steps()
  finish('whole')
  expect(await work.join()).toBe('whole')
  await expect(work.join(AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
  expect(work.isStopped).toBe(false)
  expect(await work.join()).toBe('whole')
})

test('a failure is told to all, and to nobody where all have left', async () => {
  const { work, fail } = steps()
  const all = [work.join(), work.join()]
  fail(new Error('broken'))
  for (const one of all) await expect(one).rejects.toThrow('broken')
})
