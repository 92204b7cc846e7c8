import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { logPage } from '../../../electron/log/log-page.ts'

test('what a page says is wrong is written, what it only tells is not', () => {
  const contents = new EventEmitter()
  const write = vi.fn()
  logPage({ write }, contents as unknown as Parameters<typeof logPage>[1])
  contents.emit('console-message', {
    level: 'info',
    message: 'hello',
    lineNumber: 1,
    sourceId: 'app://cladescope/a.js',
  })
  contents.emit('console-message', { level: 'error', message: 'bad', lineNumber: 7, sourceId: 'app://cladescope/a.js' })
  contents.emit('did-fail-load', {}, -6, 'ERR_FILE_NOT_FOUND', 'app://cladescope/x')
  contents.emit('preload-error', {}, '/p.cjs', new Error('no such module'))
  expect(write.mock.calls).toEqual([
    ['page', 'error: bad (app://cladescope/a.js:7)'],
    ['page', 'app://cladescope/x was not loaded: ERR_FILE_NOT_FOUND (-6)'],
    ['page', 'preload: no such module'],
  ])
})
