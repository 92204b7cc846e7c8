import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBashLine } from '../../cli/completion/bash-line.ts'
import { examples } from '../../cli/examples.ts'
import { createProgram } from '../../cli/program.ts'
import { runCliIn, temporaryFolder, type CliResult } from './run-cli.ts'

/** Of these it is only looked at that they are understood: they go on, take long, or need tables of many models. */
const parsedOnly = /^(?:serve|demo|sample|scaling|emergence fit|forecast|models sources (?:add|refuse|accept)|doctor$)/

const program = createProgram('0.0.0', () => Promise.resolve())
const wordsOf = (line: string): string[] => [...readBashLine(`cladescope ${line} `).before]

interface Leaf {
  readonly name: string
  readonly command: Command
}

function leaves(command: Command, name = ''): Leaf[] {
  if (command.commands.length === 0) return [{ name, command }]
  return command.commands.flatMap((child) => leaves(child, `${name} ${child.name()}`.trim()))
}

/** The script that shells call is not for readers. */
const commands = leaves(program).filter(({ name }) => name !== 'complete')

test('every command has examples, which begin with its name and stand in its help', () => {
  expect(Object.keys(examples).sort()).toEqual(commands.map(({ name }) => name).sort())
  for (const { name, command } of commands) {
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
    for (const [line, says] of examples[name]!) {
      expect(wordsOf(line).slice(0, name.split(' ').length).join(' ')).toBe(name)
      expect(help).toContain(`  cladescope ${line}\n      ${says}\n`)
    }
  }
})

test('the documentation names every command and each of its options', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
  const missing = commands.flatMap(({ name, command }) => {
    const words = name.replace(/ list$/, '')
    const options = command.options.map(({ long }) => long!).filter((long) => !text.includes(`${long}`))
    return [...(text.includes(`\`${words}`) ? [] : [name]), ...options.map((long) => `${name} ${long}`)]
  })
  expect(missing).toEqual([])
})

describe('examples', { timeout: 600_000 }, () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())
  const home = join(folder.path, 'home')
  const run = (...words: string[]): Promise<CliResult> =>
    runCliIn(
      folder.path,
      { HOME: home, XDG_CONFIG_HOME: '', XDG_DATA_HOME: '', CLADESCOPE_CONFIG: join(home, 'config') },
      ...words,
    )

  beforeAll(async () => {
    mkdirSync(home)
    mkdirSync(join(folder.path, 'models'))
    for (const name of ['oak', 'oak-tales', 'fern', 'moss'])
      copyFileSync(
        join(import.meta.dirname, `../../models/demo/${name}.gguf`),
        join(folder.path, 'models', `${name}.gguf`),
      )
    writeFileSync(join(folder.path, 'genes.txt'), 'Once there was\nTwo plus two is\n')
    writeFileSync(join(folder.path, 'scores.csv'), 'Model,MMLU (%)\noak,61\nfern,52\n')
    const question = (sum: number): string =>
      JSON.stringify({ context: `${String(sum)} + 1 =`, choices: [` ${String(sum + 1)}`, ' 9'], gold: 0 })
    writeFileSync(join(folder.path, 'questions.jsonl'), [1, 2, 3].map(question).join('\n'))
    await run('models', 'add', 'models')
    const probed = await run('probe', 'oak', 'oak-tales', 'fern', 'moss', '--genome', 'nursery', '--gpu', 'off')
    expect(probed).toMatchObject({ code: 0 })
  })

  /** In the order of the help; what one removes is put back for the next. */
  const all = Object.values(examples).flatMap((list) => list.map(([line]) => line))
  const ordered = [...all.filter((line) => !line.startsWith('undo')), ...all.filter((line) => line.startsWith('undo'))]

  test.each(ordered.filter((line) => parsedOnly.test(line)))('are understood: %s', async (line) => {
    const quiet = createProgram('0.0.0', () => Promise.resolve())
    // `serve` and `demo` begin by themselves; their options alone are read.
    const { command } = leaves(quiet).find(({ name }) => line === name || line.startsWith(`${name} `))!
    command.action(() => undefined)
    await quiet.parseAsync(wordsOf(line), { from: 'user' })
  })

  test('can be run as they stand', async () => {
    const failed: string[] = []
    for (const line of ordered.filter((example) => !parsedOnly.test(example))) {
      const { code, stderr } = await run(...wordsOf(line))
      if (code !== 0) failed.push(`${line}: ${stderr}`)
      if (/ remove /.test(` ${line}`) && line.endsWith('--yes') && !/^(benchmarks|project)/.test(line))
        await run('undo')
    }
    expect(failed).toEqual([])
  })
})
