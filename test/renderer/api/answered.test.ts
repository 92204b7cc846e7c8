import { expect, test } from 'vitest'
import { answerTo } from '../../../renderer/api/answered.ts'

test('what a command answered is said as long as the fields are those that it was given', () => {
  const command = { variables: { modelIds: ['a'], seed: 1 }, data: 'queued' }
  expect(answerTo(command, { modelIds: ['a'], seed: 1 })).toBe('queued')
  expect(answerTo(command, { modelIds: ['a', 'b'], seed: 1 })).toBeUndefined()
  expect(answerTo({ variables: undefined, data: undefined }, {})).toBeUndefined()
})
