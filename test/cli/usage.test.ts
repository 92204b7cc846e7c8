import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]) => runCli(folder.path, ...argumentsGiven)
const isOneLine = (text: string): boolean => /^cladescope: [^\n]+\n$/.test(text)

describe('wrong usage ends with exit code 2 and one line on stderr', () => {
  test.each([
    ['unknown command', ['nosuch'], "unknown command 'nosuch'"],
    ['unknown subcommand', ['models', 'lis'], "unknown command 'lis'"],
    ['unknown option', ['models', 'list', '--colour'], "unknown option '--colour'"],
    ['missing argument', ['models', 'add'], "missing required argument 'path'"],
    ['missing benchmark', ['score', 'oak'], 'expected --benchmark NAME, as there are no runs yet; benchmarks: '],
    ['excess argument', ['models', 'list', 'extra'], 'too many arguments'],
    ['chars of zero', ['probe', 'oak', '--genome', 'math', '--chars', '0'], 'from 1 to 32'],
    ['chars that is no number', ['probe', 'oak', '--genome', 'math', '--chars', 'four'], 'from 1 to 32'],
    ['negative temperature', ['probe', 'oak', '--genome', 'math', '--temperature=-1'], 'from 0.05 to 10'],
    ['unknown tolerance', ['probe', 'oak', '--genome', 'math', '--tolerance', 'toString'], 'quick, standard, fine'],
    ['unknown strip rule', ['probe', 'oak', '--genome', 'math', '--strip', 'all'], 'none, phylolm'],
    ['unknown gpu', ['probe', 'oak', '--genome', 'math', '--gpu', 'on'], 'auto, off'],
    ['unknown measure', ['distances', '--genome', 'math', '--measure', 'x'], 'nei-mean, nei'],
    ['unknown format', ['tree', '--genome', 'math', '--format', 'nexus'], 'newick, json'],
    ['bootstrap out of range', ['tree', '--genome', 'math', '--bootstrap', '10001'], 'from 0 to 10000'],
    ['port out of range', ['serve', '--port', '65536'], 'from 0 to 65535'],
    ['host that is not this machine', ['serve', '--host', '0.0.0.0'], 'loopback'],
    ['host by a foreign name', ['serve', '--host', 'example.org'], 'loopback'],
  ])('%s', async (_, argumentsGiven, words) => {
    const { code, stdout, stderr } = await run(...argumentsGiven)
    expect(stderr).toContain(words)
    expect({ code, stdout, oneLine: isOneLine(stderr) }).toEqual({ code: 2, stdout: '', oneLine: true })
  })

  test.each([
    ['tree', ['--genome', 'math', '--layout', 'circular'], '--layout: expected --format svg with it'],
    ['tree', ['--genome', 'math', '--format', 'newick', '--layout', 'circular'], '--layout: expected --format svg'],
    ['distances', ['--genome', 'math', '--names', 'relaxed'], '--names: expected --format phylip with it'],
    ['score', ['oak', '--benchmark', 'mine', '--items'], '--items: expected --json with it'],
    ['doctor', ['--repair'], '--repair: expected --check with it'],
    ['scores', ['remove', 'oak', '--metric', 'acc'], '--metric: expected a benchmark with it'],
    ['emergence', ['simulate', '--laws', 'random'], '--laws: expected --coverage with it'],
    ['emergence', ['simulate', '--bootstrap', '0'], '--bootstrap: expected --coverage with it'],
    ['emergence', ['simulate', '--least-loss', '2'], '--least-loss: expected --coverage with it'],
    [
      'emergence',
      ['simulate', '--coverage', '1', '--laws', 'random', '--noise', '0.1'],
      '--noise: expected --laws given with it',
    ],
    [
      'scaling',
      ['hypothetical', '--benchmarks', 'a.csv', '--family', 'f', '--size', '1', '--tokens', '1', '--top', '100'],
      '--top: expected --target with it',
    ],
  ])('%s %j: an option that does nothing by itself', async (command, options, words) => {
    const { code, stdout, stderr } = await run(command, ...options)
    expect(stderr).toContain(words)
    expect({ code, stdout, oneLine: isOneLine(stderr) }).toEqual({ code: 2, stdout: '', oneLine: true })
  })

  test('no command at all is said so in the one document', async () => {
    const { code, stdout } = await run('--json')
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'usage', message: 'expected a command, found none' } })
  })

  test('a group without a command shows its help on stderr', async () => {
    const { code, stdout, stderr } = await run('models')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: cladescope models')
  })
})

describe('failure ends with exit code 1 and one line on stderr', () => {
  test.each([
    ['unknown genome', ['distances', '--genome', 'maht'], 'close matches: math'],
    ['empty library', ['probe', 'oak', '--genome', 'math'], 'the library is empty'],
    ['nothing probed', ['tree', '--genome', 'math'], "no results with genome 'math' yet"],
    ['nothing probed at all', ['tree'], 'no results yet; get some with: cladescope probe MODEL'],
    ['unknown model to remove', ['models', 'remove', 'oak'], "no model 'oak'"],
    ['missing file', ['probe', './nowhere.gguf', '--genome', 'math'], "no file './nowhere.gguf'"],
    ['missing genome file', ['genomes', 'add', 'nowhere.txt'], "no file 'nowhere.txt'"],
    ['database in a folder', ['models', 'list', '--db', '.'], 'cannot be opened'],
  ])('%s', async (_, argumentsGiven, words) => {
    const { code, stdout, stderr } = await run(...argumentsGiven)
    expect(stderr).toContain(words)
    expect({ code, stdout, oneLine: isOneLine(stderr) }).toEqual({ code: 1, stdout: '', oneLine: true })
  })

  test('a database file that is none', async () => {
    const file = join(folder.path, 'text.sqlite')
    writeFileSync(file, 'not a database, but long enough to be looked at as one\n'.repeat(100))
    const { code, stderr } = await run('models', 'list', '--db', file)
    expect(stderr).toContain(file)
    expect({ code, oneLine: isOneLine(stderr) }).toEqual({ code: 1, oneLine: true })
  })

  test('a stack trace comes with --verbose only', async () => {
    const { code, stderr } = await run('--verbose', 'models', 'remove', 'oak')
    expect(code).toBe(1)
    expect(stderr).toMatch(/\n {4}at /)
  })
})

test('help and version go to stdout with exit code 0', async () => {
  const help = await run('--help')
  expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' })
  for (const command of [
    'models',
    'genomes',
    'probe',
    'populations',
    'distances',
    'tree',
    'scaling',
    'emergence',
    'demo',
    'doctor',
    'serve',
  ])
    expect(help.stdout).toContain(`  ${command} `)
  const version = await run('--version')
  expect(version).toMatchObject({ code: 0, stderr: '' })
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})
