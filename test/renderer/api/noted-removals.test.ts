import { expect, test } from 'vitest'
import { ApiError } from '../../../engine/api/api-error.ts'
import type { Connection } from '../../../renderer/api/connection.ts'
import { LatestRemoval, notingRemovals } from '../../../renderer/api/noted-removals.ts'

/** A connection that answers every call with the same, or refuses it. */
function noting(answer: unknown) {
  const noted = new LatestRemoval()
  const api = {
    call: () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)),
    on: () => () => undefined,
  }
  const { api: calls } = notingRemovals({ api } as unknown as Connection, noted)
  return { noted, calls }
}
const removal = { id: 7, what: 'model oak', removedAt: '2026-01-01T00:00:00.000Z' } as never

test('a removal is offered until it is undone or forgotten, wherever in the page', async () => {
  const removing = noting({ removal })
  await removing.calls.call('models.remove', { modelId: 'm' })
  expect(removing.noted.get()).toEqual(removal)

  for (const [name, input, isKept] of [
    ['removals.undo', { removalId: 7 }, false],
    ['removals.undo', {}, false],
    ['removals.undo', { removalId: 6 }, true],
    ['removals.forget', { removalId: 6 }, true],
    ['removals.forget', {}, false],
    ['removals.list', {}, true],
  ] as const) {
    const { noted, calls } = noting({})
    noted.become(removal)
    await calls.call(name, input)
    expect([name, input, noted.get() !== null]).toEqual([name, input, isKept])
  }
  const { noted, calls } = noting(new ApiError('conflict', 'Its place is taken.'))
  noted.become(removal)
  await expect(calls.call('removals.undo', { removalId: 7 })).rejects.toThrow('Its place is taken.')
  expect(noted.get()).toEqual(removal)
})
