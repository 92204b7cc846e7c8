import fc from 'fast-check'
import { expect, test } from 'vitest'
import { width } from '../../cli/format/table.ts'
import { createProgressDisplay, progressBar, progressLine } from '../../cli/progress.ts'

const half = { label: 'oak\n', done: 64, total: 128, unit: 'genes', remaining: 65_000 }

function record(isTTY: boolean) {
  const written: string[] = []
  let time = 0
  const display = createProgressDisplay(
    { isTTY, columns: 200, write: (text) => void written.push(text) },
    () => time,
    'xterm',
  )
  return { written, display, pass: (milliseconds: number) => void (time += milliseconds) }
}

test('a bar shows share, counts and time left on one line', () => {
  expect(progressBar(half)).toBe(`${'█'.repeat(12)}${'░'.repeat(12)}  50% 64/128 genes, 1 min 05 s left  oak`)
  expect(progressLine({ ...half, remaining: null })).toBe('oak: 50% 64/128 genes')
  expect(progressLine({ label: 'x', done: 88, total: 100, unit: '%', remaining: 400 })).toBe('x: 88%, under 1 s left')
  expect(progressLine({ label: 'x', done: 0, total: 0, unit: 'genes', remaining: null })).toBe('x: 0% 0/0 genes')
})

test('elsewhere than on a terminal: a line after a second, then every five, without control characters', () => {
  const { written, display, pass } = record(false)
  display.update(half)
  expect(written).toEqual([])
  pass(1000)
  display.update(half)
  pass(4999)
  display.update(half)
  expect(written).toHaveLength(1)
  pass(1)
  display.update(half)
  display.end()
  expect(written).toEqual(['oak: 50% 64/128 genes, 1 min 05 s left\n', 'oak: 50% 64/128 genes, 1 min 05 s left\n'])
})

test('on a terminal the bar is redrawn in place and gone at the end', () => {
  const { written, display, pass } = record(true)
  display.update(half)
  pass(50)
  display.update({ ...half, done: 65 })
  pass(50)
  display.update({ ...half, done: 66 })
  display.line('a note')
  display.end()
  expect(written.map((text) => text.replace(/[█░]+.*/s, 'BAR'))).toEqual([
    '\r\u001b[KBAR',
    '\r\u001b[KBAR',
    '\r\u001b[K',
    'a note\n',
  ])
})

test('a bar is never wider than its terminal, and says the most that there is room for', () => {
  const progress = { ...half, label: 'Qwen3 日本語 ☕ model with a long name' }
  expect([200, 60, 40, 30, 20, 4, 3, 0].map((columns) => progressBar(progress, columns))).toEqual([
    `${'█'.repeat(12)}${'░'.repeat(12)}  50% 64/128 genes, 1 min 05 s left  ${progress.label}`,
    `${'█'.repeat(12)}${'░'.repeat(12)}  50% 64/128 genes, 1 min 05 s left`,
    ' 50% 64/128 genes, 1 min 05 s left',
    ' 50%, 1 min 05 s left',
    ' 50%, 1 min 05 s',
    ' 50%',
    '',
    '',
  ])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(500), fc.nat(1000), (label, columns, done) => {
      expect(
        width(progressBar({ label, done, total: 1000, unit: 'genes', remaining: 5000 }, columns)),
      ).toBeLessThanOrEqual(columns)
    }),
  )
})

test('the width is looked up at each drawing; a terminal without one has 80 columns', () => {
  const written: string[] = []
  let time = 0
  const stream = { isTTY: true, columns: 0, write: (text: string) => void written.push(text) }
  const display = createProgressDisplay(stream, () => (time += 1000), 'xterm')
  for (const columns of [0, 20, 1, 500]) {
    stream.columns = columns
    display.update({ ...half, label: 'oak '.repeat(200) })
  }
  expect(written.map((text) => width(text.replace('\r\u001b[K', '')))).toEqual([79, 16, 0, 499])
})

test('a terminal that can only write on gets plain lines', () => {
  const written: string[] = []
  let time = 0
  const display = createProgressDisplay(
    { isTTY: true, columns: 80, write: (text) => void written.push(text) },
    () => (time += 1000),
    'dumb',
  )
  for (let update = 0; update < 12; update += 1) display.update(half)
  display.end()
  expect(written.join('')).toBe('oak: 50% 64/128 genes, 1 min 05 s left\n'.repeat(3))
})
