import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder } from '../native/cache-folder.ts'

test('tests keep nothing in the cache folder of whoever runs them', () => {
  expect(cacheFolder().startsWith(join(tmpdir(), 'cladescope-cache-'))).toBe(true)
})
