import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { width } from '../../cli/format/table.ts'
import { runCli, temporaryFolder } from './run-cli.ts'
import { hasTerminals, runInTerminal } from './terminal.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** A folder of its own with one model, so that there is something to probe. */
function withModel(name: string): string {
  const place = join(folder.path, name)
  mkdirSync(place)
  copyFileSync(join(import.meta.dirname, '../../models/demo/oak.gguf'), join(place, 'oak.gguf'))
  return place
}

const probe = ['probe', 'oak.gguf', '--genome', 'nursery', '--gpu', 'off', '--threads', '1']
/** What each drawing of the bar shows: what the next one takes away, with no line end in it. */
const drawings = (printed: string): string[] =>
  printed
    .split('\r\u001b[K')
    .slice(1, -1)
    .filter((shown) => shown !== '' && !shown.includes('\n'))

describe.skipIf(!hasTerminals)('progress in a terminal', { timeout: 300_000 }, () => {
  test.each([
    [1, 0],
    [20, 19],
    [500, 499],
    [0, 79],
  ])('of %i columns is never wider than %i', async (columns, most) => {
    const { code, printed } = await runInTerminal(withModel(`of ${String(columns)}`), probe, {
      columns,
      environment: { TERM: 'xterm' },
    })
    expect(code).toBe(0)
    const drawn = drawings(printed)
    expect(Math.max(0, ...drawn.map(width))).toBeLessThanOrEqual(most)
    if (most > 0) expect(drawn.join('')).toMatch(/\d+%/)
  })

  test('follows the width as it changes', async () => {
    const { code, printed } = await runInTerminal(withModel('resized'), [...probe, '--tolerance', 'fine'], {
      columns: 200,
      environment: { TERM: 'xterm' },
      meanwhile: 'for turn in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; stty cols 12; done',
    })
    expect(code).toBe(0)
    expect(width(drawings(printed).at(-1)!)).toBeLessThanOrEqual(11)
  })

  test('is plain lines where the terminal is dumb', async () => {
    const { code, printed } = await runInTerminal(withModel('dumb'), probe, { environment: { TERM: 'dumb' } })
    expect(code).toBe(0)
    expect(printed).not.toContain('\u001b[K')
  })

  test('Ctrl-C ends it and keeps what is done', async () => {
    const place = withModel('interrupted')
    const { code, printed } = await runInTerminal(place, [...probe, '--tolerance', '1e-9'], {
      environment: { TERM: 'xterm' },
      steps: [[/ [1-9]\d?% /, '\u0003']],
    })
    expect(code).toBe(130)
    expect(printed).toContain('stopped; what was finished before is kept')
    expect((await runCli(place, 'probes', 'list')).stdout).toMatch(/oak +nursery +\d+ of \d+/)
  })
})
