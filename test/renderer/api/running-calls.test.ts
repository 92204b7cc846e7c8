import { expect, test } from 'vitest'
import { RunningCalls } from '../../../renderer/api/running-calls.ts'

const at = (done: number) => ({ item: 'step', done, total: 10, unit: 'pairs', left: null })

test('all who wait for a call see how far it is, and others do not', () => {
  const running = new RunningCalls()
  const seen: (number | null)[] = []
  const stop = running.subscribe(() => seen.push(running.progressOf('lineage')?.done ?? null))
  running.begin('lineage', 'a')
  running.advance('lineage', 'a', at(3))
  running.advance('distances', 'b', at(9))
  expect(running.progressOf('distances')).toBeNull()
  expect(running.progressOf('lineage')).toEqual(at(3))
  running.end('lineage', 'a')
  stop()
  running.begin('lineage', 'c')
  expect(seen).toEqual([null, 3, null])
})

test('what is told of an operation before counts no more once the call was begun anew', () => {
  const running = new RunningCalls()
  running.begin('lineage', 'a')
  running.begin('lineage', 'b')
  running.advance('lineage', 'a', at(9))
  expect(running.progressOf('lineage')).toBeNull()
  running.advance('lineage', 'b', at(1))
  running.end('lineage', 'a')
  expect(running.progressOf('lineage')).toEqual(at(1))
})
