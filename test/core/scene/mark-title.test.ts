import { expect, it } from 'vitest'
import { markTitle, readMarkTitle } from '../../../core/scene/mark-title.ts'

it('what a mark stands for is read from its title again; line ends and colons in names change nothing', () => {
  const facts = [
    ['Family', 'a: b'],
    ['True', '0.4\n0.5'],
  ] as const
  expect(markTitle('oak\n\t1', facts)).toBe('oak\\n\\t1\nFamily: a: b\nTrue: 0.4\\n0.5')
  expect(readMarkTitle(markTitle('oak\n1', facts))).toEqual({
    name: 'oak\\n1',
    facts: [
      ['Family', 'a: b'],
      ['True', '0.4\\n0.5'],
    ],
  })
  expect(readMarkTitle('oak')).toEqual({ name: 'oak', facts: [] })
})
