import { expect, test } from 'vitest'
import { siblingModule } from '../../../native/process/sibling-module.ts'

test('the extension is that of the asking module', () => {
  expect(siblingModule('entry', 'file:///a/b/start.ts').href).toBe('file:///a/b/entry.ts')
  expect(siblingModule('entry', 'file:///a/b.c/dist/start.js').href).toBe('file:///a/b.c/dist/entry.js')
  expect(siblingModule('process/entry', 'file:///a/doctor.js?v=1').href).toBe('file:///a/process/entry.js')
})
