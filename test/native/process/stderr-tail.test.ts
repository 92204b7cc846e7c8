import fc from 'fast-check'
import { expect, test } from 'vitest'
import { StderrTail } from '../../../native/process/stderr-tail.ts'

test('pieces are joined to lines, only the last are kept', () => {
  const tail = new StderrTail(2)
  for (const piece of ['one\ntw', 'o\r\n\n', 'three\nfo', 'ur']) tail.add(piece)
  expect(tail.lines).toEqual(['three', 'four'])
})

test('a line that was written several times stands there once', () => {
  const tail = new StderrTail(5)
  tail.add('no such tensor\nfailed\nno such tensor\nfailed\n')
  expect(tail.lines).toEqual(['no such tensor', 'failed'])
})

test('how the text is cut does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 })), fc.integer({ min: 1, max: 7 }), (lines, size) => {
      const text = lines.join('\n')
      const whole = new StderrTail(5)
      whole.add(text)
      const pieces = new StderrTail(5)
      for (let at = 0; at < text.length; at += size) pieces.add(text.slice(at, at + size))
      expect(pieces.lines).toEqual(whole.lines)
      expect(whole.lines.length).toBeLessThanOrEqual(5)
    }),
  )
})

test('an endless line stays bounded', () => {
  const tail = new StderrTail(3)
  for (let count = 0; count < 100; count++) tail.add('x'.repeat(1000))
  expect(tail.lines[0]!.length).toBeLessThanOrEqual(2000)
})
