import { expect, test, vi } from 'vitest'
import { createStoppedScreen, stoppedAddress } from '../../../electron/window/stopped.ts'

function setUp() {
  const lines: string[] = ['an earlier line']
  const log = {
    path: '/logs/cladescope.log',
    write: (_: string, text: string) => void lines.push(text),
    tail: () => lines.join('\n'),
  }
  const loadURL = vi.fn(async () => undefined)
  const [restart, writeText, openPath, tellPlainly] = [
    vi.fn(),
    vi.fn(async () => undefined),
    vi.fn(async () => ''),
    vi.fn(),
  ]
  const screen = createStoppedScreen({
    log,
    logFolder: '/logs',
    window: () => ({ loadURL, isDestroyed: () => false }),
    clipboard: { writeText },
    shell: { openPath },
    restart,
    tellPlainly,
  })
  return { screen, loadURL, restart, writeText, openPath, tellPlainly }
}

test('shows what has ended with the last lines of the log, this end among them', () => {
  const { screen, loadURL } = setUp()
  expect(screen.report()).toBeNull()
  screen.show('The process that draws the window has ended.', 'Reason: oom, exit code 5.')
  expect(loadURL.mock.calls).toEqual([[stoppedAddress]])
  expect(screen.report()).toEqual({
    what: 'The process that draws the window has ended.',
    reason: 'Reason: oom, exit code 5.',
    log: 'an earlier line\nThe process that draws the window has ended. Reason: oom, exit code 5.',
    logFile: '/logs/cladescope.log',
  })
})

test('loads the UI again after what had ended was started', () => {
  const { screen, loadURL, restart } = setUp()
  screen.show('The engine has ended several times.', 'code 6')
  restart.mockImplementation(() => expect(loadURL).toHaveBeenCalledOnce())
  screen.reload()
  expect(restart).toHaveBeenCalledOnce()
  expect(loadURL).toHaveBeenLastCalledWith('app://cladescope/')
  expect(screen.report()).toBeNull()
})

test('opens the folder of the log and copies the report', async () => {
  const { screen, openPath, writeText } = setUp()
  await screen.copy()
  expect(writeText).not.toHaveBeenCalled()
  screen.show('It has ended.', 'why')
  await screen.copy()
  expect(writeText).toHaveBeenCalledWith(expect.stringMatching(/^It has ended\.\nwhy\n\nan earlier line/))
  screen.openLogs()
  expect(openPath).toHaveBeenCalledWith('/logs')
})

test('what ends in another window is shown there', () => {
  const { screen, loadURL, tellPlainly } = setUp()
  screen.show('It has ended.', 'first')
  screen.forget()
  expect(screen.report()).toBeNull()
  screen.show('It has ended.', 'second')
  expect(loadURL).toHaveBeenCalledTimes(2)
  expect(tellPlainly).not.toHaveBeenCalled()
})

test('a screen that ends itself is told of without a page', () => {
  const { screen, loadURL, tellPlainly } = setUp()
  screen.show('It has ended.', 'first')
  screen.show('It has ended.', 'second')
  expect(loadURL).toHaveBeenCalledOnce()
  expect(tellPlainly.mock.calls).toEqual([['It has ended.', 'second']])
})
