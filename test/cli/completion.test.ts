import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bashWord, readBashLine } from '../../cli/completion/bash-line.ts'
import { candidatesAt } from '../../cli/completion/candidates.ts'
import { completedPlaceholders, placeholder, valueKind } from '../../cli/completion/value-kinds.ts'
import { completionScript, shells, type Shell } from '../../cli/completion/scripts.ts'
import { createProgram } from '../../cli/program.ts'
import { openEngine } from '../../engine/engine.ts'
import { namedModel, write } from '../engine/fixtures/tiny-library.ts'
import { main, runCli, temporaryFolder } from './run-cli.ts'
import { argumentsTyped, isInstalled } from './shell-session.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const database = join(folder.path, 'cladescope.sqlite')
const program = createProgram('0.0.0', () => Promise.resolve())
const words = (before: readonly string[], current = ''): string[] =>
  candidatesAt(program, ['--db', database, ...before], current).list.map(({ word }) => word)

/** Names of models, each with the beginning that is typed, in the quotes of every shell. */
const names: readonly (readonly [name: string, typed: readonly string[]])[] = [
  ['ash', ['as']],
  ['two words', ['tw', '"two w']],
  [`it's "quoted"`, ['it', `"it's`]],
  ['qwen:7b', ['qwen:', '"qw']],
  ['café ☕', ['café']],
  ['日本 語', ["'日"]],
  ['home $HOME `x`', ['ho', '"home']],
  [String.raw`back\slash`, ['bac']],
  ['key=value', ['key=']],
  ['sum (a) [b] *?{c}', ['su']],
  ['semi;colon & pipe|<>', ['se', '"semi;']],
  ['bang!bang', ['ban']],
  ['#hash', [String.raw`\#h`]],
  ['~tilde', [String.raw`\~t`]],
]

beforeAll(async () => {
  const models = join(folder.path, 'models')
  write(models, Object.fromEntries(names.map(([name]) => [`${name}.gguf`, namedModel(name)])))
  const engine = await openEngine({ databaseFile: database })
  await engine.call('models.add', { placeIds: [engine.grantPlace(models).id], operation: 'add' })
  await engine.call('scores.set', {
    model: 'published',
    benchmark: 'MMLU Pro',
    metric: 'acc',
    value: 0.5,
    shots: null,
    stderr: null,
  })
  await engine.close()
})

describe('what may stand at the cursor', () => {
  test('commands, but not those that only scripts call', () => {
    expect(words([])).toEqual(expect.arrayContaining(['models', 'tree', 'completion', 'help']))
    expect(words([])).not.toContain('complete')
    expect(words(['models'])).toEqual(expect.arrayContaining(['add', 'list', 'show', 'remove', 'sources', 'help']))
    expect(words(['help', 'models'])).not.toContain('help')
    expect(words(['tree'], '-')).toEqual(
      expect.arrayContaining(['--genome', '--bootstrap', '--json', '--db', '--help']),
    )
  })

  test('choices of an option, before and behind an equals sign', () => {
    expect(words(['distances', '--format'])).toEqual(['json', 'csv', 'phylip', 'svg'])
    expect(candidatesAt(program, ['distances'], '--format=')).toMatchObject({
      prefix: '--format=',
      list: [{ word: 'json' }, { word: 'csv' }, { word: 'phylip' }, { word: 'svg' }],
    })
    expect(words(['probe', 'ash', '--tolerance'])).toEqual(['quick', 'standard', 'fine'])
    expect(words(['completion'])).toEqual(['bash', 'zsh', 'fish'])
  })

  test('names of the library', () => {
    const models = names.map(([name]) => name).sort()
    expect(words(['models', 'show'])).toEqual(models)
    expect(words(['tree', '--genome', 'general', 'ash'])).toEqual(models)
    expect(words(['tree', '--root'])).toEqual(['none', 'midpoint', ...models])
    expect(words(['tree', '--genome'])).toEqual(expect.arrayContaining(['general', 'math', 'code', 'nursery']))
    expect(words(['forecast', '--benchmark'])).toEqual(expect.arrayContaining(['MMLU Pro', 'sums']))
    expect(words(['scores', 'list', '--model'])).toEqual(['published'])
    expect(words(['models', 'show', 'ash'])).toContain('--json')
  })

  test('nothing behind a number, and words behind -- are arguments', () => {
    expect(words(['tree', '--bootstrap'])).toEqual([])
    expect(words(['compare', '--'], '-')).toEqual(names.map(([name]) => name).sort())
  })

  test('built-in names where there is no database, and none is made', () => {
    const absent = join(folder.path, 'absent', 'x.sqlite')
    const found = (before: string[]) =>
      candidatesAt(program, ['--db', absent, ...before], '').list.map(({ word }) => word)
    expect(found(['tree', '--genome'])).toEqual(['code', 'general', 'math', 'nursery', 'quick'])
    expect(found(['score', 'x', '--benchmark'])).toContain('sums')
    expect(found(['models', 'show'])).toEqual([])
    expect(existsSync(join(folder.path, 'absent'))).toBe(false)
  })

  test('asking leaves the folder of a database as it was, also where the file is none', () => {
    const before = readdirSync(folder.path)
    expect(words(['models', 'show'])).toContain('ash')
    expect(readdirSync(folder.path)).toEqual(before)
    writeFileSync(join(folder.path, 'text.sqlite'), 'no database')
    expect(candidatesAt(program, ['--db', join(folder.path, 'text.sqlite'), 'models', 'show'], '').list).toEqual([])
  })

  test('every value of every command is known to be completed, or to be typed freely', () => {
    const targets = (command: Command): string[] => [
      ...[...command.options, ...command.registeredArguments]
        .filter((target) => valueKind(target) === undefined)
        .map(placeholder),
      ...command.commands.flatMap(targets),
    ]
    const free = [
      '',
      'number',
      'name',
      'names',
      'nats',
      'value',
      'words',
      'list',
      'text',
      'removal',
      'size',
      'title',
      'title=role',
      'titles',
    ]
    const ofTables = ['families', 'column', 'columns', 'billions', 'trillions', 'flops', 'share', 'split', 'held-out']
    expect([...new Set(targets(program))].filter((name) => ![...free, ...ofTables].includes(name))).toEqual([])
    const known = (command: Command): string[] => [
      ...[...command.options, ...command.registeredArguments].map(placeholder),
      ...command.commands.flatMap(known),
    ]
    expect(completedPlaceholders.filter((name) => !known(program).includes(name))).toEqual([])
  })
})

describe('a line of bash', () => {
  test('is split as bash splits it', () => {
    expect(readBashLine(String.raw`cladescope models show "two w`)).toEqual({
      before: ['models', 'show'],
      current: 'two w',
      openQuote: '"',
      kept: 0,
    })
    expect(readBashLine('ls; cladescope tree --genome=ge')).toMatchObject({ before: ['tree'], kept: 9 })
  })

  test('reads a completed word as it is', () => {
    const text = fc.string({ unit: fc.constantFrom(...`ab \t'"\\$\`!#&*()[]{}|;<>?^~:=@,é日`), maxLength: 12 })
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (values) => {
        const typed = values.flatMap((value) =>
          (
            [
              ['', ''],
              ["'", "'"],
              ['"', '"'],
            ] as const
          ).map(([openQuote, end]) => `${openQuote}${bashWord(value, { openQuote, kept: 0 })}${end}`),
        )
        const { stdout } = spawnSync('bash', ['-c', `printf '%s\\0' ${typed.map((word) => word || "''").join(' ')}`], {
          encoding: 'utf8',
        })
        expect(stdout.split('\0').slice(0, -1)).toEqual(values.flatMap((value) => [value, value, value]))
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    ['of bash 5', ''],
    ['of bash 3.2', 'enable -n mapfile readarray; complete() { [[ $* != *nosort* ]] && builtin complete "$@"; }'],
  ])('is completed by the function of the script, with what is there %s', (_, before) => {
    const script = completionScript('bash', [process.execPath, main])
    const completed = (word: string): string => `COMP_LINE=${quoted(`cladescope models show ${word}`)}
      COMP_POINT=\${#COMP_LINE}; _cladescope; eval printf "'%s\\0'" "\${COMPREPLY[@]}"`
    // `compopt` belongs to readline, which does not run here.
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '-c',
        [
          before,
          'compopt() { :; }',
          script,
          'complete -p cladescope >/dev/null || exit 1',
          completed('it'),
          completed(`two\\ w`),
        ].join('\n'),
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, CLADESCOPE_DB: database, LC_ALL: 'C.UTF-8' },
      },
    )
    expect({ stdout, stderr }).toEqual({ stdout: `it's "quoted"\0two words\0`, stderr: '' })
  })
})

const startup: Readonly<Record<Shell, { readonly file: string; readonly command: string; readonly text: string }>> = {
  bash: {
    file: 'bashrc',
    command: 'bash --noprofile --rcfile bashrc -i',
    text: `cladescope() { printf '%s\\0' "$@" >>record; printf '\\0' >>record; echo END; }; PS1='ready> '\n`,
  },
  zsh: {
    file: '.zshrc',
    command: 'zsh -d -i',
    text: `autoload -Uz compinit; compinit -D -u
cladescope() { printf '%s\\0' "$@" >>record; printf '\\0' >>record; echo END; }; PROMPT='ready> '\n`,
  },
  fish: {
    file: 'fishrc',
    command: "fish --no-config -i -C 'source fishrc'",
    text: `function cladescope; printf '%s\\0' $argv >>record; printf '\\0' >>record; echo END; end
function fish_prompt; echo -n 'ready> '; end\n`,
  },
}

describe.each(shells)('%s', { timeout: 300_000 }, (shell) => {
  const missing = ['script', shell].filter((name) => !isInstalled(name))
  if (missing.length > 0)
    console.info(`completion in ${shell}: not tested, as ${missing.join(' and ')} is not installed`)

  test.skipIf(missing.length > 0)('completes the line that is typed, names in all their quotes', async () => {
    const place = join(folder.path, shell)
    mkdirSync(place)
    const { file, command, text } = startup[shell]
    writeFileSync(join(place, file), `${completionScript(shell, [process.execPath, main])}${text}`)
    writeFileSync(join(place, 'of two words.txt'), '')
    const expected: [line: string, call: readonly string[]][] = [
      ['cladescope mode\t\r', ['models']],
      ['cladescope tree --genome=mat\t\r', ['tree', '--genome=math']],
      ['cladescope distances --format ph\t\r', ['distances', '--format', 'phylip']],
      ['cladescope --verb\tmodels li\t--js\t\r', ['--verbose', 'models', 'list', '--json']],
      ['cladescope genomes add of\t\r', ['genomes', 'add', 'of two words.txt']],
      ...names.flatMap(([name, all]) =>
        all.map((typed): [string, string[]] => [`cladescope models show ${typed}\t\r`, ['models', 'show', name]]),
      ),
    ]
    const found = await argumentsTyped(
      {
        command: `cd ${quoted(place)} && stty cols 200 && exec ${command}`,
        environment: {
          ...process.env,
          CLADESCOPE_DB: database,
          ZDOTDIR: place,
          HOME: place,
          XDG_CONFIG_HOME: place,
          XDG_DATA_HOME: place,
          LC_ALL: 'C.UTF-8',
          TERM: 'dumb',
        },
        record: join(place, 'record'),
      },
      expected.map(([line]) => line),
    )
    expect(found.map((call, at) => [expected[at]?.[0], call])).toEqual(expected)
  })
})

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

test('the script is printed, and within a document under --json', async () => {
  const { code, stdout } = await runCli(folder.path, 'completion', 'bash')
  expect({ code, stdout }).toEqual({ code: 0, stdout: completionScript('bash', [process.execPath, main]) })
  const document = await runCli(folder.path, 'completion', 'zsh', '--json')
  expect(JSON.parse(document.stdout)).toEqual({
    shell: 'zsh',
    script: completionScript('zsh', [process.execPath, main]),
  })
  expect((await runCli(folder.path, 'completion', 'csh')).code).toBe(2)
})

test('is documented for each shell', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
  for (const shell of shells) expect(text).toContain(`cladescope completion ${shell}`)
})
