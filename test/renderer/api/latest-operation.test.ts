import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Api, EventPayload } from '../../../engine/api/contract.ts'
import { LatestOperation } from '../../../renderer/api/latest-operation.ts'

interface Asked {
  readonly input: number
  readonly operation?: string
  readonly answer: (output: string) => void
  readonly refuse: (error: Error) => void
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setup() {
  const listeners = new Set<(payload: EventPayload<'operation'>) => void>()
  const tell = (operation: string, done: number, total: number): void => {
    for (const listener of listeners) listener({ operation, item: '', done, total, unit: '' })
  }
  const cancelled: string[] = []
  const api = {
    on: (_: string, listener: (payload: EventPayload<'operation'>) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    call: async (name: string, { operation }: { operation: string }) => {
      if (name === 'operations.cancel') cancelled.push(operation)
      return { cancelled: true }
    },
  } as unknown as Api
  const quick: Asked[] = []
  const whole: Asked[] = []
  const ask = (list: Asked[], input: number, operation?: string): Promise<string> =>
    new Promise((answer, refuse) =>
      list.push({ input, answer, refuse, ...(operation === undefined ? {} : { operation }) }),
    )
  const latest = new LatestOperation<number, string>(api, {
    quick: (input) => ask(quick, input),
    whole: (input, operation) => ask(whole, input, operation),
  })
  return { api, tell, cancelled, quick, whole, latest }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('the latest of many inputs', () => {
  test('quick answers come one at a time, the last input always gets one, and the whole answer waits for rest', async () => {
    const { quick, whole, latest } = setup()
    latest.ask(1)
    latest.ask(2)
    latest.ask(3)
    expect(quick.map(({ input }) => input)).toEqual([1])
    quick[0]!.answer('one')
    await settle()
    // The input is that of the answer, not the latest.
    expect(latest.state()).toMatchObject({ answer: { input: 1, output: 'one' }, isWhole: false, isBusy: true })
    expect(quick.map(({ input }) => input)).toEqual([1, 3])
    quick[1]!.answer('three')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { output: 'three' }, isWhole: false })
    expect(whole).toEqual([])
    await vi.advanceTimersByTimeAsync(1000)
    expect(whole.map(({ input }) => input)).toEqual([3])
    whole[0]!.answer('three, whole')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { input: 3, output: 'three, whole' }, isWhole: true, isBusy: false })
  })

  test('a change cancels the whole answer under way, and its late answer is not shown', async () => {
    const { cancelled, quick, whole, latest } = setup()
    latest.ask(1)
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    latest.ask(2)
    expect(cancelled).toEqual([whole[0]!.operation])
    quick[1]!.answer('two')
    await settle()
    whole[0]!.answer('one, whole')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { output: 'two' }, isWhole: false })
  })

  test('progress of its own operation is told with the time left, that of others is not', async () => {
    const { tell, quick, whole, latest } = setup()
    latest.ask(1)
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    tell('another', 5, 10)
    expect(latest.state().progress).toBeNull()
    tell(whole[0]!.operation!, 5, 100)
    // It began after 350 ms of rest.
    expect(latest.state().progress).toMatchObject({ done: 5, total: 100 })
    expect(latest.state().progress!.left!).toBeCloseTo((650 / 5) * 95, -2)
    await vi.advanceTimersByTimeAsync(2000)
    tell(whole[0]!.operation!, 25, 100)
    expect(latest.state().progress).toMatchObject({ done: 25, total: 100 })
    expect(latest.state().progress!.left!).toBeCloseTo(7500, -2)
  })

  test('a failure is said and the last answer stays; a later input is asked again', async () => {
    const { quick, whole, latest } = setup()
    latest.ask(1)
    quick[0]!.answer('one')
    await settle()
    latest.ask(2)
    quick[1]!.refuse(new Error('too few models'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest.state()).toMatchObject({
      answer: { output: 'one' },
      isBusy: false,
      error: expect.objectContaining({ message: 'too few models' }) as Error,
    })
    expect(whole).toEqual([])
    latest.ask(3)
    quick[2]!.answer('three')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { output: 'three' }, error: null })
  })

  test('an error goes when something else is asked for', async () => {
    const { quick, latest } = setup()
    latest.ask(1)
    quick[0]!.refuse(new Error('too few models'))
    await settle()
    expect(latest.state().error).not.toBeNull()
    latest.ask(2)
    expect(latest.state()).toMatchObject({ error: null, isBusy: true })
  })

  test('what has become stale is asked for anew, after what is under way has ended', async () => {
    const { cancelled, quick, whole, latest } = setup()
    latest.ask(1)
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    latest.refresh()
    latest.refresh()
    expect([quick.length, whole.length]).toEqual([1, 1])
    whole[0]!.answer('one, whole')
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest.state()).toMatchObject({ answer: { output: 'one, whole' }, isWhole: false, isBusy: true })
    expect([quick.length, whole.length]).toEqual([2, 2])
    quick[1]!.answer('one, of more models')
    whole[1]!.answer('one, of more models, whole')
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest.state()).toMatchObject({ answer: { output: 'one, of more models, whole' }, isBusy: false })
    expect(cancelled).toEqual([])
    latest.refresh()
    expect(latest.state()).toMatchObject({ isWhole: false, isBusy: true })
  })

  test('what was stopped is not begun because it is stale', async () => {
    const { quick, whole, latest } = setup()
    latest.ask(1)
    latest.stop()
    latest.refresh()
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    expect([quick.length, whole.length]).toEqual([1, 0])
  })

  test('after the stop nothing is shown any more', async () => {
    const { cancelled, quick, whole, latest } = setup()
    latest.ask(1)
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    latest.stop()
    expect(cancelled).toEqual([whole[0]!.operation])
    whole[0]!.answer('one, whole')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { output: 'one' }, isWhole: false, isBusy: false })
  })

  test('where the quick answer is the whole one, work ends with it, however late it comes', async () => {
    const { api } = setup()
    const quick: Asked[] = []
    const latest = new LatestOperation<number, string>(api, {
      quick: (input) => new Promise((answer, refuse) => quick.push({ input, answer, refuse })),
      whole: () => null,
    })
    latest.ask(1)
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest.state()).toMatchObject({ answer: { output: 'one' }, isWhole: true, isBusy: false })
    latest.ask(2)
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest.state()).toMatchObject({ answer: { output: 'one' }, isWhole: false, isBusy: true })
    quick[1]!.answer('two')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { output: 'two' }, isWhole: true, isBusy: false })
  })

  test('where the quick answer is the whole one, one to an older input is not the whole of the newer', async () => {
    const { api } = setup()
    const quick: Asked[] = []
    const latest = new LatestOperation<number, string>(api, {
      quick: (input) => new Promise((answer, refuse) => quick.push({ input, answer, refuse })),
      whole: () => null,
    })
    latest.ask(1)
    await vi.advanceTimersByTimeAsync(1000)
    latest.ask(2)
    quick[0]!.answer('one')
    await vi.advanceTimersByTimeAsync(1000)
    expect(latest.state()).toMatchObject({ answer: { output: 'one' }, isWhole: false, isBusy: true })
    quick[1]!.answer('two')
    await settle()
    expect(latest.state()).toMatchObject({ answer: { output: 'two' }, isWhole: true, isBusy: false })
  })
})
