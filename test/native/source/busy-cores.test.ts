import { expect, test } from 'vitest'
import { watchBusyCores } from '../../../native/source/busy-cores.ts'

test.each([
  { busy: 390, ofProcess: 0, cores: 2 },
  { busy: 390, ofProcess: 190, cores: 1 },
  { busy: 390, ofProcess: 400, cores: 0 },
  { busy: 30, ofProcess: 0, cores: 0 },
])('of $busy ms in 200 ms, $ofProcess ms of its ofProcess: $cores cores', ({ busy, ofProcess, cores }) => {
  const readings = [
    { busy: 5000, ofProcess: 70, at: 1000 },
    { busy: 5000 + busy, ofProcess: 70 + ofProcess, at: 1200 },
  ]
  expect(watchBusyCores(() => readings.shift()!)()).toBe(cores)
})

test('a real reading is a whole number of cores', async () => {
  const busy = watchBusyCores()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(Number.isInteger(busy())).toBe(true)
})
