import { expect, test } from 'vitest'
import { cacheFolder } from '../../native/cache-folder.ts'

test('the folder follows the platform, unless one is named', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/c' }, 'linux', '/h')).toBe('/c/cladescope')
  expect(cacheFolder({}, 'linux', '/h')).toBe('/h/.cache/cladescope')
  expect(cacheFolder({}, 'darwin', '/h')).toBe('/h/Library/Caches/cladescope')
  expect(cacheFolder({ CLADESCOPE_CACHE: '/x' }, 'linux', '/h')).toBe('/x')
})
