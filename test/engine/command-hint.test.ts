import { expect, test } from 'vitest'
import { commandHint } from '../../engine/command-hint.ts'

test('a hint names the command that works where the program was started', () => {
  expect(commandHint('undo', {})).toBe('cladescope undo')
  // A script of somebody else's package.
  expect(commandHint('undo', { npm_lifecycle_event: 'test' })).toBe('cladescope undo')
  for (const script of ['cladescope', 'demo', 'start'])
    expect(commandHint('models add', { npm_lifecycle_event: script })).toBe('npm run -s cladescope -- models add')
})
