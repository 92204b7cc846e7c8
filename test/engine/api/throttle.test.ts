import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const module = new URL('../../../engine/api/throttle.ts', import.meta.url).href

/** What a process prints in which nothing else is left to wait for. */
function printedBy(script: string): string {
  return execFileSync(
    process.execPath,
    ['--input-type=module', '-e', `import { throttled } from ${JSON.stringify(module)}; ${script}`],
    { encoding: 'utf8' },
  )
}

test('what was requested is still done where a process has nothing else to do', () => {
  expect(
    printedBy(
      `let state = 'running'; const news = throttled(50, () => console.log(state)); news.request(); state = 'ended'; news.request()`,
    ),
  ).toBe('running\nended\n')
})

test('what was stopped is not done', () => {
  expect(
    printedBy(`const news = throttled(60_000, () => console.log('news')); news.request(); news.request(); news.stop()`),
  ).toBe('news\n')
})
