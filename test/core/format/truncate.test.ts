import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortenApart, truncateMiddle } from '../../../core/format/truncate.ts'

describe('a name cut in its middle', () => {
  test('keeps both ends', () => {
    expect(truncateMiddle('Qwen2.5-0.5B-Instruct-Q4_K_M', 13)).toBe('Qwen2.…Q4_K_M')
  })

  test('law: never longer than asked for, and untouched where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (name, most) => {
        const cut = truncateMiddle(name, most)
        return [...name].length <= most ? cut === name : [...cut].length === most
      }),
    )
  })
})

describe('names that are shortened together', () => {
  test('are cut elsewhere where the middle would make them alike, and numbered where no cut tells them apart', () => {
    const cut = shortenApart(
      ['llama-3-instruct-early-merge-v1-Q4_K_M', 'llama-3-instruct-late--merge-v1-Q4_K_M', 'oak'],
      21,
    )
    expect(cut).toEqual(['lla…y-merge-v1-Q4_K_M', 'lla…--merge-v1-Q4_K_M', 'oak'])
    expect(shortenApart([`${'a'.repeat(20)}x${'b'.repeat(20)}`, `${'a'.repeat(20)}y${'b'.repeat(20)}`], 10)).toEqual([
      'aaaa…bbb~1',
      'aaaa…bbb~2',
    ])
    expect(shortenApart(['a\u0001', 'a\u0002'], 10, (name) => name.replace(/\p{Cc}/gu, '?'))).toEqual(['a?~1', 'a?~2'])
  })

  test('law: different names stay different, equal ones equal, and none is longer than asked for', () => {
    const name = fc
      .array(fc.constantFrom('llama', '-', '3', 'instruct', 'Q4', '…', '~1'), { maxLength: 12 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(name, { maxLength: 12 }), fc.integer({ min: 6, max: 20 }), (names, most) => {
        const cut = shortenApart(names, most)
        expect(new Set(cut).size).toBe(new Set(names).size)
        names.forEach((one, index) => {
          expect([...cut[index]!].length).toBeLessThanOrEqual(most)
          expect(cut[index]).toBe(cut[names.indexOf(one)])
        })
      }),
      { numRuns: 500 },
    )
  })
})
