import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { capitalize, codePoints, lstrip, rstrip, strip } from '../../../core/benchmark/python-text.ts'

/** What Python's own str methods gave. */
const { texts } = JSON.parse(
  readFileSync(new URL('../../fixtures/benchmark/python-text.json', import.meta.url), 'utf8'),
) as {
  texts: { text: string; strip: string; lstrip: string; rstrip: string; capitalize: string; length: number }[]
}

describe('text as Python has it', () => {
  test.each(texts)('$text', (expected) => {
    const { text } = expected
    expect({
      text,
      strip: strip(text),
      lstrip: lstrip(text),
      rstrip: rstrip(text),
      capitalize: capitalize(text),
      length: codePoints(text),
    }).toEqual(expected)
  })

  test('differs from trim() where Python does', () => {
    expect(['\ufeff', '\u001c', '\u0085'].map((space) => [strip(space).length, space.trim().length])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ])
  })
})
