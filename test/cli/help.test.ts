import type { Command, Option } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '../../cli/program.ts'

interface ShownOption {
  readonly command: string
  readonly option: Option
}

const program = createProgram('0.0.0', () => Promise.resolve())

function optionsOf(command: Command, name = ''): ShownOption[] {
  return [
    ...command.options.map((option) => ({ command: name, option })),
    ...command.commands.flatMap((child) => optionsOf(child, `${name} ${child.name()}`.trim())),
  ]
}

const shown = optionsOf(program)
const named = (long: string) => shown.filter(({ option }) => option.long === long)

test('the help names one default of an option, with digits for a reader', () => {
  expect(shown.length).toBeGreaterThan(100)
  for (const { command, option } of shown) {
    const { description, defaultValue, defaultValueDescription } = option
    const usual = defaultValueDescription ?? JSON.stringify(defaultValue) ?? ''
    const where = `${command} ${option.long}`
    if (defaultValue !== undefined) expect(description, where).not.toContain('(default')
    expect(usual, where).not.toMatch(/\d\.\d{5}/)
  }
})

test('the number of resamples is set by one option in every command', () => {
  expect(named('--replicates')).toEqual([])
  expect(named('--bootstrap').map(({ command }) => command)).toEqual([
    'tree',
    'map',
    'report',
    'scaling fit',
    'scaling gain',
    'scaling hypothetical',
    'emergence fit',
    'emergence simulate',
  ])
})

test('the help of an option says what its choices are', () => {
  expect(new Set(named('--root').map(({ option }) => option.description)).size).toBe(1)
  for (const long of ['--method', '--measure'])
    for (const { command, option } of named(long)) {
      if (command === 'forecast' && long === '--method') continue
      for (const choice of option.argChoices!) expect(option.description, command).toContain(`${choice}: `)
    }
})
