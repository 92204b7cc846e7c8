import { expect, test } from 'vitest'
import { inspectRuntime } from '../../native/doctor.ts'

const fake = new URL('./process/fake-child.ts', import.meta.url)

test('the runtime of this machine', async () => {
  const report = await inspectRuntime()
  expect(report.library).toMatch(/^\d+\.\d+\.\d+$/)
  expect(report.build).not.toBe('')
  expect(['cpu', 'cuda', 'metal', 'vulkan']).toContain(report.backend)
  expect(report.features).toContain('CPU')
  expect(report.cores).toBeGreaterThan(0)
  expect(report.memory).toBeGreaterThan(2 ** 28)
  expect(report.node).toBe(process.versions.node)
})

test.each([
  ['mute', 'silent', 300],
  ['junk', 'protocol', 30_000],
  ['exit', 'crashed', 30_000],
])('a process that is %s is reported as %s', async (mode, failure, timeout) => {
  process.env['FAKE_CHILD'] = mode
  try {
    await expect(inspectRuntime({ entry: fake, timeout })).rejects.toMatchObject({
      name: 'InferenceError',
      failure,
      stage: 'start',
    })
  } finally {
    delete process.env['FAKE_CHILD']
  }
})
