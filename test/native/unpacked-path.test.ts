import { expect, test } from 'vitest'
import { unpackedPath } from '../../native/unpacked-path.ts'

test.each([
  [
    '/opt/Cladescope/resources/app.asar/models/demo/oak.gguf',
    '/opt/Cladescope/resources/app.asar.unpacked/models/demo/oak.gguf',
  ],
  [
    'C:\\Programs\\Cladescope\\resources\\app.asar\\models\\',
    'C:\\Programs\\Cladescope\\resources\\app.asar.unpacked\\models\\',
  ],
  ['/opt/x/app.asar.unpacked/models', '/opt/x/app.asar.unpacked/models'],
  ['/home/me/clone/models/demo', '/home/me/clone/models/demo'],
  ['/home/me/app.asarium/a', '/home/me/app.asarium/a'],
])('%s lies at %s', (path, found) => expect(unpackedPath(path)).toBe(found))
