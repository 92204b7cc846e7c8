import { expect, test } from 'vitest'
import { watchBusyCores } from '../../../native/source/busy-cores.ts'

test.each([
  { busy: 390, own: 0, cores: 2 },
  { busy: 390, own: 190, cores: 1 },
  { busy: 390, own: 400, cores: 0 },
  { busy: 30, own: 0, cores: 0 },
])('of $busy ms in 200 ms, $own ms of its own: $cores cores', ({ busy, own, cores }) => {
  const readings = [
    { busy: 5000, own: 70, at: 1000 },
    { busy: 5000 + busy, own: 70 + own, at: 1200 },
  ]
  expect(watchBusyCores(() => readings.shift()!)()).toBe(cores)
})

test('a real reading is a whole number of cores', async () => {
  const busy = watchBusyCores()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(Number.isInteger(busy())).toBe(true)
})
