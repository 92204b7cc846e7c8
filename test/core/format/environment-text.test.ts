import { expect, test } from 'vitest'
import { backendText, deviceText, environmentText } from '../../../core/format/environment-text.ts'

const environment = {
  source: 'direct',
  library: 'node-llama-cpp 3',
  build: 'b1',
  backend: 'cpu',
  device: 'AMD EPYC',
  precision: 'f16',
  threads: 2,
}

test('one line names source, build, backend, weights and threads', () => {
  expect(environmentText(environment)).toBe('direct, node-llama-cpp 3, b1, cpu on AMD EPYC, weights F16, 2 threads')
})

test('one thread is one, and a device without a name leaves no gap', () => {
  const nameless = { ...environment, backend: 'vulkan', device: '', precision: 'file', threads: 1 }
  expect(environmentText(nameless)).toBe('direct, node-llama-cpp 3, b1, vulkan, weights as stored, 1 thread')
  expect([backendText(nameless), deviceText(nameless), deviceText(environment)]).toEqual([
    'vulkan',
    'device not named',
    'AMD EPYC',
  ])
})
