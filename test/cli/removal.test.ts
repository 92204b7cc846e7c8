import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../engine/engine.ts'
import { fakeInference } from '../engine/fixtures/fake-inference.ts'
import { allOver, queueUntil } from '../engine/fixtures/queue-setup.ts'
import { sampleResult, sampleSettings } from '../engine/fixtures/samples.ts'
import { namedModel, write } from '../engine/fixtures/tiny-library.ts'
import { runCli, temporaryFolder } from './run-cli.ts'
import { hasTerminals, runInTerminal } from './terminal.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const run = (...words: string[]) => runCli(folder.path, ...words)
const names = async (...words: string[]): Promise<string[]> => {
  const document = JSON.parse((await run(...words, '--json')).stdout) as Record<string, { name: string }[]>
  return document[words[0]!]!.map(({ name }) => name)
}

beforeAll(async () => {
  const models = join(folder.path, 'models')
  write(models, { 'ash.gguf': namedModel('ash'), 'elm.gguf': namedModel('elm') })
  writeFileSync(join(folder.path, 'mine.jsonl'), '{"context": "1 + 1 =", "choices": [" 2", " 3"], "gold": 0}\n')
  const { start } = fakeInference({ result: (gene) => sampleResult(0.5 + gene.index / 100) })
  const engine = await openEngine({
    databaseFile: join(folder.path, 'cladescope.sqlite'),
    startInference: start,
  })
  await engine.call('models.add', { placeIds: [engine.grantPlace(models).id], operation: 'add' })
  const { id: genomeId } = await engine.call('genomes.add', { name: 'mine', genes: ['one', 'two', 'three'] })
  const modelIds = (await engine.call('models.list', {})).map(({ id }) => id)
  await engine.call('probes.start', { modelIds, genomeId, settings: sampleSettings, load: { gpu: 'off' } })
  await queueUntil(engine, allOver)
  await engine.call('scores.set', {
    model: 'oak',
    benchmark: 'MMLU',
    metric: 'acc',
    value: 0.5,
    shots: null,
    stderr: null,
  })
  await engine.close()
  await run('benchmarks', 'add', 'mine.jsonl')
})

describe('without a terminal a removal needs --yes, and says what would go', () => {
  test.each([
    [['models', 'remove', 'ash'], 'model ash with 1 probe (3 genes)'],
    [['genomes', 'remove', 'mine'], 'genome mine with 2 probes (6 genes)'],
    [['probes', 'remove', 'ash'], 'probe of ash with mine with 3 genes'],
    [['benchmarks', 'remove', 'mine'], 'benchmark mine'],
    [['scores', 'remove', 'oak'], 'scored model oak with 1 score'],
    [['scores', 'remove', 'oak', 'MMLU'], 'score of oak on MMLU'],
  ])('%j', async (words, what) => {
    const before = await run('probes', 'list', '--json')
    expect(await run(...words)).toEqual({
      code: 2,
      stdout: '',
      stderr: `cladescope: this removes ${what}; to do so write --yes, as there is no terminal to ask on\n`,
    })
    expect(JSON.parse((await run(...words, '--json')).stdout)).toMatchObject({ error: { code: 'usage' } })
    expect(await run('probes', 'list', '--json')).toEqual(before)
    expect((await run('undo', '--list')).stdout).toBe('nothing was removed that can be undone\n')
  })

  test('what is built in, or not there, is refused as ever', async () => {
    expect(await run('genomes', 'remove', 'general')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('built in') as string,
    })
    expect(await run('probes', 'remove', 'ash', '--genome', 'math')).toMatchObject({
      code: 1,
      stderr: "cladescope: no probes of 'ash' with genome 'math'\n",
    })
    expect((await run('models', 'list', '--yes')).code).toBe(2)
    expect((await run('benchmarks', 'runs', '--yes')).stderr).toContain('--yes: expected --remove with it')
  })
})

describe.skipIf(!hasTerminals)('on a terminal it is asked for', () => {
  test.each(['\r', 'n\r', 'yes, please\r', '\u0004'])('and is not done for %j', async (keys) => {
    const { code, printed } = await runInTerminal(folder.path, ['models', 'remove', 'ash'], {
      steps: [['[y/N]', keys]],
    })
    expect(printed).toContain('remove model ash with 1 probe (3 genes)? It can be undone with: cladescope undo [y/N] ')
    expect(printed).toContain('cladescope: nothing was removed')
    expect(code).toBe(1)
    expect(await names('models', 'list')).toEqual(['ash', 'elm'])
  })

  test('and Ctrl-C ends it', async () => {
    const { code } = await runInTerminal(folder.path, ['models', 'remove', 'ash'], { steps: [['[y/N]', '\u0003']] })
    expect(code).toBe(130)
    expect(await names('models', 'list')).toEqual(['ash', 'elm'])
  })

  test('and is done for y', async () => {
    const { code, printed } = await runInTerminal(folder.path, ['probes', 'remove', 'elm'], {
      steps: [['[y/N]', 'y\r']],
    })
    expect({ code, printed }).toEqual({ code: 0, printed: expect.stringContaining('removed 1 probe of elm') as string })
    expect((await run('undo')).stdout).toBe('restored probe of elm with mine with 3 genes\n')
  })
})

test('with --yes nothing is asked, and undo brings everything back', async () => {
  const before = await run('probes', 'list', '--json')
  expect(await run('genomes', 'remove', 'mine', '--yes')).toMatchObject({ code: 0, stdout: 'removed mine\n' })
  expect(await names('genomes', 'list')).not.toContain('mine')
  expect((await run('undo')).stdout).toBe('restored genome mine with 2 probes (6 genes)\n')
  expect(await run('probes', 'list', '--json')).toEqual(before)
})
