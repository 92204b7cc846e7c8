import { expect, test, vi } from 'vitest'
import { createOpenedFiles } from '../../../electron/files/opened-files.ts'
import type { OpenedFile } from '../../../engine/api/opened-file.ts'

function setUp() {
  const state = { ready: false, broken: false }
  const onFault = vi.fn()
  const delivered: OpenedFile[][] = []
  const onOpened = vi.fn()
  const pending: (() => void)[] = []
  const files = createOpenedFiles({
    read: (path) =>
      new Promise((resolve) =>
        pending.push(() =>
          resolve(
            path === '/bad'
              ? { use: 'none', name: 'bad', reason: 'no' }
              : { use: 'models', place: { id: path, name: path, path } },
          ),
        ),
      ),
    isReady: () => state.ready,
    deliver: (given) => {
      if (state.broken) throw new Error('the window has been destroyed')
      delivered.push([...given])
    },
    onOpened,
    onFault,
  })
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      for (const go of pending.splice(0)) go()
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
  const paths = () =>
    delivered.map((given) => given.map((file) => (file.use === 'models' ? file.place.path : file.use)))
  return { files, state, settle, paths, onOpened, onFault, pending }
}

test('files that were opened before the page is there wait for it, in their order', async () => {
  const { files, state, settle, paths } = setUp()
  files.open(['/a'])
  files.open(['/b', '/c'])
  files.handOver()
  await settle()
  expect(paths()).toEqual([])
  state.ready = true
  files.handOver()
  files.handOver()
  await settle()
  expect(paths()).toEqual([['/a', '/b', '/c']])
})

test('later files come at once, after those before them', async () => {
  const { files, state, settle, paths } = setUp()
  state.ready = true
  files.open(['/a'])
  files.open(['/b'])
  await settle()
  expect(paths().flat()).toEqual(['/a', '/b'])
})

test('a page that goes while files are read is not handed them; the next one is', async () => {
  const { files, state, settle, paths } = setUp()
  state.ready = true
  files.open(['/a'])
  await Promise.resolve()
  state.ready = false
  await settle()
  expect(paths()).toEqual([])
  state.ready = true
  files.handOver()
  await settle()
  expect(paths()).toEqual([['/a']])
})

test('what was opened is told of, what was refused is not', async () => {
  const { files, state, settle, onOpened, paths } = setUp()
  state.ready = true
  files.open(['/a', '/bad', '/c'])
  await settle()
  expect(paths()).toEqual([['/a', 'none', '/c']])
  expect(onOpened.mock.calls).toEqual([['/a'], ['/c']])
})

test('files that could not be handed over wait, in their order, and hold up none that come later', async () => {
  const { files, state, settle, paths, onFault, onOpened } = setUp()
  Object.assign(state, { ready: true, broken: true })
  files.open(['/a'])
  files.open(['/b'])
  await settle()
  expect(onFault).toHaveBeenCalledWith(new Error('the window has been destroyed'))
  expect([paths(), onOpened.mock.calls]).toEqual([[], []])
  state.broken = false
  files.open(['/c'])
  await settle()
  expect(paths()).toEqual([['/a', '/b', '/c']])
})
