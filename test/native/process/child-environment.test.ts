import { expect, test } from 'vitest'
import { childEnvironment } from '../../../native/process/child-environment.ts'

test('what would change the start of Node is stripped, the rest is kept', () => {
  const environment = childEnvironment({
    PATH: '/bin',
    NODE_OPTIONS: '--inspect',
    ELECTRON_RUN_AS_NODE: '1',
    Node_Options: '-r x',
    HOME: '/home/a',
  })
  expect(environment).toEqual({
    PATH: '/bin',
    HOME: '/home/a',
    GGML_NO_BACKTRACE: '1',
    MALLOC_MMAP_THRESHOLD_: '131072',
  })
  expect(childEnvironment({ MALLOC_MMAP_THRESHOLD_: '65536' })).toMatchObject({ MALLOC_MMAP_THRESHOLD_: '65536' })
})
