import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { checkedCall, checkEvent, checkOutput } from '../../../engine/api/check-message.ts'
import { EventChannel } from '../../../engine/api/event-channel.ts'

const place = { id: 'a', name: 'b', path: 'c' }
/** A thousand places, one of which is none. */
const placesWith = (fault: number) =>
  Array.from({ length: 1000 }, (_, index) => (index === fault ? { ...place, name: 1 } : place))
const fit = /engine's answer to places\.roots does not fit the contract/

describe('an answer', () => {
  test('that fits passes; one that does not is a fault of the engine, with field and value', () => {
    expect(() => checkOutput('places.roots', [place])).not.toThrow()
    expect(() => checkOutput('places.roots', [{ ...place, name: 1 }])).toThrow(
      "The engine's answer to places.roots does not fit the contract: field [0].name: expected a string, found 1.",
    )
  })

  test('is read whole in tests, also for fields that no schema names', () => {
    expect(() => checkOutput('places.roots', placesWith(500))).toThrow('field [500].name: expected a string, found 1')
    expect(() => checkOutput('places.roots', [place, { ...place, size: 4 }])).toThrow(
      'field 1.size: expected none of that name',
    )
  })
})

describe('outside of tests', () => {
  beforeEach(() => {
    vi.stubEnv('CLADESCOPE_CHECK', '')
    vi.resetModules()
  })
  afterEach(() => vi.unstubAllEnvs())

  test('long lists are read at their ends', async () => {
    const { checkOutput: check } = await import('../../../engine/api/check-message.ts')
    expect(() => check('places.roots', placesWith(0))).toThrow(fit)
    expect(() => check('places.roots', placesWith(999))).toThrow(fit)
    expect(() => check('places.roots', placesWith(500))).not.toThrow()
  })
})

test('a call is answered on its checked input, and only with an answer that fits', async () => {
  const answer = vi.fn(async () => ({ cancelled: true }))
  expect(await checkedCall('operations.cancel', { operation: 'o' }, answer)).toEqual({ cancelled: true })
  expect(answer).toHaveBeenCalledWith({ operation: 'o' })
  await expect(checkedCall('operations.cancel', {} as never, answer)).rejects.toMatchObject({ code: 'invalid' })
  expect(answer).toHaveBeenCalledOnce()
  await expect(
    checkedCall('operations.cancel', { operation: 'o' }, async () => ({ cancelled: 'yes' }) as never),
  ).rejects.toMatchObject({ code: 'failed' })
})

test('an event that does not fit reaches nobody and is reported', async () => {
  expect(() => checkEvent('operation', { nonsense: true } as never)).toThrow(
    'event operation does not fit the contract',
  )
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  const events = new EventChannel()
  const heard = vi.fn()
  events.on('operation', heard)
  events.emit('operation', { nonsense: true } as never)
  events.emit('operation', { operation: 'o', item: 'i', done: 1, total: 2, unit: 'bytes' })
  await Promise.resolve()
  expect(heard).toHaveBeenCalledOnce()
  expect(warned).toHaveBeenCalledOnce()
  warned.mockRestore()
})

test('what is too deep to be written in an error is told of by its type', async () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as never
  await expect(checkedCall('models.list', deep, () => Promise.resolve([]))).rejects.toThrow(/expected .*, found object/)
})
