import { expect, test } from 'vitest'
import { KeptAnswers, keyOf } from '../../../engine/analysis/kept-answers.ts'

/** A computation that is answered from outside, and how often it was begun. */
function counted() {
  const begun: { readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[] = []
  const compute = () => new Promise<string>((answer, fail) => begun.push({ answer, fail }))
  return { begun, compute }
}

test('an answer is computed once for a key, also where two ask at the same time', async () => {
  const answers = new KeptAnswers()
  const { begun, compute } = counted()
  const asked = [answers.answer('a', compute, {}), answers.answer('a', compute, {})]
  expect(begun).toHaveLength(1)
  begun[0]!.answer('one')
  expect(await Promise.all(asked)).toEqual(['one', 'one'])
  expect(await answers.answer('a', compute, {})).toBe('one')
  expect(begun).toHaveLength(1)
  const other = answers.answer('b', compute, {})
  begun[1]!.answer('two')
  expect(await other).toBe('two')
  answers.clear()
  void answers.answer('a', compute, {})
  expect(begun).toHaveLength(3)
})

test('progress is told to all that wait, with its step', async () => {
  const answers = new KeptAnswers()
  const told: string[] = []
  const onProgress = (item: string, done: number, total: number, unit?: string): void =>
    void told.push(`${item} ${done}/${total} ${unit ?? ''}`)
  await answers.answer('a', (options) => Promise.resolve(options.onProgress!('Reading', 1, 2, 'models')), {
    onProgress,
  })
  expect(told).toEqual(['Reading 1/2 models'])
})

test('a key is that of the data, whatever reads what lies behind them', () => {
  expect(keyOf({ ids: ['a'], read: () => 1 })).toBe(keyOf({ ids: ['a'], read: () => 2 }))
  expect(keyOf({ ids: ['a'] })).not.toBe(keyOf({ ids: ['b'] }))
})

test('failures and what all have left are not kept, and older answers go', async () => {
  const answers = new KeptAnswers()
  const { begun, compute } = counted()
  const failing = answers.answer('a', compute, {})
  begun[0]!.fail(new Error('no'))
  await expect(failing).rejects.toThrow('no')
  const leave = new AbortController()
  const left = answers.answer('a', compute, { signal: leave.signal })
  leave.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  const again = answers.answer('a', compute, {})
  expect(begun).toHaveLength(3)
  begun[2]!.answer('whole')
  expect(await again).toBe('whole')
  for (const key of ['b', 'c', 'd', 'e']) {
    const next = answers.answer(key, compute, {})
    begun.at(-1)!.answer(key)
    expect(await next).toBe(key)
  }
  void answers.answer('a', compute, {})
  expect(begun).toHaveLength(8)
})
