import { expect, test } from 'vitest'
import { createProgressDisplay, progressBar, progressLine } from '../../cli/progress.ts'

const half = { label: 'oak\n', done: 64, total: 128, unit: 'genes', remaining: 65_000 }

function record(isTTY: boolean) {
  const written: string[] = []
  let time = 0
  const display = createProgressDisplay({ isTTY, columns: 200, write: (text) => void written.push(text) }, () => time)
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
