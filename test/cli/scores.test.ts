import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { runCli, temporaryFolder, type CliResult } from './run-cli.ts'

const oak = fileURLToPath(new URL('../../models/demo/oak.gguf', import.meta.url))
const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]): Promise<CliResult> => runCli(folder.path, ...argumentsGiven)

async function runJson(...argumentsGiven: string[]) {
  const result = await run(...argumentsGiven, '--json')
  expect(result, result.stderr).toMatchObject({ code: 0 })
  return JSON.parse(result.stdout)
}

writeFileSync(
  join(folder.path, 'results.csv'),
  'Model,Model Family,Model Size (B),MMLU,"Code, easy"\norg/Oak,Oak,0.0004,0.25,12.5\norg/Elm,Elm,7,0.5,\n',
)
writeFileSync(join(folder.path, 'bad.csv'), 'Model,MMLU\none,0.5\ntwo,0.5\nthree,much\n')
writeFileSync(
  join(folder.path, 'mine.jsonl'),
  '{"context":"2 + 2 =","choices":[" 4."," 9."],"gold":0}\n{"context":"1 + 1 =","choices":[" 7."," 2."],"gold":"B"}\n',
)
writeFileSync(
  join(folder.path, 'truth.jsonl'),
  `${JSON.stringify({ question: 'Is it so?', mc1_targets: { choices: ['Yes.', 'No.'], labels: [1, 0] }, mc2_targets: { choices: ['Yes.', 'It is.', 'No.'], labels: [1, 1, 0] } })}\n`,
)

describe('scores', () => {
  test('import: shown first, then stored, and nothing of a file with a bad cell', async () => {
    const dry = await run('scores', 'import', 'results.csv', '--dry-run')
    // Two readings of the scale: as it stands the table would be refused, and a script must know.
    expect(dry).toMatchObject({ code: 1 })
    expect(dry.stdout).toMatch(/3 scores of 2 models, 2 of them new/)
    expect((await runJson('scores', 'list')).scores).toEqual([])
    expect(await runJson('scores', 'import', 'results.csv', '--scale', 'by-column')).toEqual({
      imported: true,
      models: 2,
      newModels: 2,
      scores: 3,
      matched: 0,
      columns: [
        expect.objectContaining({ title: 'Model', role: 'model' }),
        expect.objectContaining({ title: 'Model Family', role: 'family' }),
        expect.objectContaining({ title: 'Model Size (B)', role: 'parameters' }),
        expect.objectContaining({ title: 'MMLU', role: 'score', scale: 'fraction' }),
        expect.objectContaining({ title: 'Code, easy', role: 'score', scale: 'percent' }),
      ],
      notes: ['results.csv: read as percent, divided by 100: Code, easy', 'results.csv: read as fractions: MMLU'],
    })
    const table = await runJson('scores', 'list', '--benchmark', 'Code, easy')
    expect(table.scores).toMatchObject([{ value: 0.125, source: 'imported', metric: 'score' }])
    const bad = await run('scores', 'import', 'bad.csv', '--json')
    expect(bad).toMatchObject({ code: 1 })
    expect(JSON.parse(bad.stdout)).toMatchObject({
      error: { code: expect.any(String) as string, message: expect.stringContaining('line 4, column MMLU') as string },
    })
    expect(bad.stderr).toMatch(
      /bad\.csv: line 4, column MMLU: expected a number or an empty cell, found "much"\. Nothing was imported/,
    )
  })

  test('columns are chosen by title, quoted where they hold a comma', async () => {
    const preview = await runJson(
      'scores',
      'import',
      'results.csv',
      '--dry-run',
      '--benchmark-columns',
      '"Code, easy"',
      '--scale',
      'raw',
    )
    expect(preview.scores).toBe(1)
    expect(preview.columns.find(({ role }: { role: string }) => role === 'score')).toMatchObject({
      title: 'Code, easy',
      scale: 'raw',
    })
    expect((await run('scores', 'import', 'results.csv', '--model-column', 'Modle')).stderr).toMatch(
      /no column 'Modle'; close matches: Model/,
    )
  })

  test('list says what it has none of, with close matches', async () => {
    expect(await run('scores', 'list', '--benchmark', 'mmlu')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: "cladescope: no scores on benchmark 'mmlu'; close matches: MMLU\n",
    })
    expect(await run('scores', 'list', '--benchmark', 'Code, easy', '--model', 'org/Elm')).toMatchObject({
      code: 1,
      stderr: "cladescope: no scores of 'org/Elm' on benchmark 'Code, easy'; there is: MMLU\n",
    })
    expect(await run('scores', 'list', '--model', 'org/Alm')).toMatchObject({
      code: 1,
      stderr: "cladescope: no scores of a model 'org/Alm'; close matches: org/Elm\n",
    })
  })

  test('set, list and remove', async () => {
    await run('scores', 'set', 'org/Elm', 'GSM8K', '0.2283', '--stderr', '0.0116', '--shots', '5')
    expect((await run('scores', 'list', '--model', 'org/Elm')).stdout).toMatch(
      /org\/Elm +GSM8K +acc +5 +0\.228 ± 0\.012 +typed/,
    )
    expect(await run('scores', 'set', 'org/Elm', 'GSM8K', 'half')).toMatchObject({ code: 2 })
    expect((await runJson('scores', 'remove', 'org/Elm', 'GSM8K', '--yes')).scores).toHaveLength(1)
    expect(await run('scores', 'remove', 'org/Elm', 'GSM8K', '--yes')).toMatchObject({ code: 1 })
  })
})

describe('score', { timeout: 120_000 }, () => {
  test('scores a model on a file, with its items, and matches it with what was imported', async () => {
    const first = await runJson('score', oak, '--benchmark', 'mine.jsonl', '--items', '--gpu', 'off')
    expect(first.results.map(({ metric }: { metric: string }) => metric)).toEqual([
      'acc',
      'acc_norm',
      'acc_bytes',
      'bits_per_byte',
    ])
    expect(first.results[0]).toMatchObject({ model: 'oak', task: 'plain', benchmark: 'mine', shots: 0, n: 2 })
    expect(first.items.map(({ index, gold }: { index: number; gold: number[] }) => [index, gold])).toEqual([
      [0, [0]],
      [1, [1]],
    ])
    for (const item of first.items) {
      expect(item).toMatchObject({ model: 'oak', task: 'plain', correct: item.gold[0] === item.chosen })
      expect(item.logLikelihoods[item.chosen]).toBe(Math.max(...item.logLikelihoods))
      for (const tokens of item.tokens) expect(tokens).toBeGreaterThan(0)
    }
    expect(first.results[0].value).toBe(first.items.filter(({ correct }: { correct: boolean }) => correct).length / 2)
    expect(await runJson('score', 'oak', '--benchmark', 'mine', '--items')).toEqual(first)

    const shown = await run('scores', 'match')
    expect(shown.stdout).toMatch(/org\/Oak +oak +similar name/)
    expect(shown.stderr).toMatch(/nothing was changed/)
    expect((await runJson('scores', 'match', '--apply')).applied).toBe(true)
    const { models, scores } = await runJson('scores', 'list', '--model', 'org/Oak')
    expect(models[0]).toMatchObject({ aliases: ['oak'], family: 'Oak' })
    expect(scores.map(({ source }: { source: string }) => source)).toEqual(
      expect.arrayContaining(['imported', 'measured']),
    )
  })

  test('says what must be known of a run at its end, in the list of runs and beside its scores', async () => {
    const line = 'note: org/Oak (1 item of again): The same as an earlier one, which the score counts again.\n'
    const ofRun = line.replace('org/Oak', 'oak')
    const [record] = readFileSync(join(folder.path, 'mine.jsonl'), 'utf8').split('\n')
    writeFileSync(join(folder.path, 'again.jsonl'), `${record}\n${record}\n`)
    const scored = await run('score', oak, '--benchmark', 'again.jsonl', '--gpu', 'off', '--json')
    expect(scored.stderr).toContain(ofRun)
    const remark = {
      kind: 'repeated items',
      text: 'oak (1 item of again): The same as an earlier one, which the score counts again.',
      modelIds: [expect.any(String) as string],
    }
    expect(JSON.parse(scored.stdout)).toMatchObject({ remarks: [remark] })
    expect((await run('benchmarks', 'runs')).stderr).toContain(ofRun)
    const bare = [{ kind: 'repeated items', about: '1 item of again', text: remark.text.replace(/^.*?: /, '') }]
    const { runs } = await runJson('benchmarks', 'runs')
    const shown = runs.find(({ benchmarkName }: { benchmarkName: string }) => benchmarkName === 'again')
    expect(shown.remarks).toEqual(bare)
    const listed = await run('scores', 'list', '--model', 'org/Oak', '--json')
    expect(listed.stderr).toBe(line)
    const { scores, remarks } = JSON.parse(listed.stdout)
    for (const score of scores) expect(score.remarks).toEqual(score.benchmark === 'again' ? bare : [])
    expect(remarks).toEqual([{ ...remark, text: remark.text.replace('oak', 'org/Oak') }])
  })

  test('asks for the task where records fit several, and takes its preset', async () => {
    expect(await run('score', 'oak', '--benchmark', 'truth.jsonl')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/they fit truthfulqa_mc1 and truthfulqa_mc2/),
    })
    const { results, items } = await runJson(
      'score',
      'oak',
      '--benchmark',
      'truth.jsonl',
      '--task',
      'truthfulqa_mc2',
      '--items',
    )
    expect(results[0]).toMatchObject({ task: 'truthfulqa_mc2', metric: 'mc2', n: 1, stderr: null })
    const [yes, also, no] = items[0].logLikelihoods.map(Math.exp)
    expect(results[0].value).toBeCloseTo((yes + also) / (yes + also + no), 12)
    expect(await run('score', 'oak', '--benchmark', 'truth.jsonl', '--task', 'arc')).toMatchObject({ code: 1 })
    expect((await run('score', 'oak', '--benchmark', 'nowhere')).stderr).toMatch(/no benchmark and no file 'nowhere'/)
  })
})

test('a benchmark is removed by its name, never by a file, which would be added first', async () => {
  writeFileSync(join(folder.path, 'kept.jsonl'), '{"context":"5 + 5 =","choices":[" 10."," 3."],"gold":0}\n')
  const names = async () =>
    (await runJson('benchmarks', 'list')).benchmarks.map(({ name }: { name: string }) => name) as string[]
  const before = await names()
  const refused = await run('benchmarks', 'remove', 'kept.jsonl', '--yes')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(/^cladescope: no benchmark 'kept\.jsonl'/)
  expect(await names()).toEqual(before)
  expect(await runJson('benchmarks', 'add', 'kept.jsonl')).toMatchObject({ name: 'kept', known: false })
  expect(await runJson('benchmarks', 'add', 'kept.jsonl')).toMatchObject({ name: 'kept', known: true })
  // A file of a name that a benchmark has, too, means nothing either.
  expect(await run('benchmarks', 'remove', './kept.jsonl', '--yes')).toMatchObject({ code: 1 })
  expect(await names()).toContain('kept')
  expect(await runJson('benchmarks', 'remove', 'kept', '--yes')).toMatchObject({ removed: true, name: 'kept' })
  expect(await names()).toEqual(before)
})

test('where the only item cannot be scored, the command fails and says why', { timeout: 60_000 }, async () => {
  const long = { context: 'Tom', choices: [' went to the town.'.repeat(300), ' slept.'], gold: 1 }
  writeFileSync(join(folder.path, 'long.jsonl'), `${JSON.stringify(long)}\n`)
  const result = await run('score', oak, '--benchmark', 'long.jsonl', '--json')
  expect(result, result.stderr).toMatchObject({ code: 1 })
  expect(result.stderr).toMatch(
    /The only item is longer than the model can read: item 0, choice 0: expected a continuation of at most 512 tokens, found one of \d+/,
  )
  expect(() => JSON.parse(result.stdout) as unknown).not.toThrow()
  expect(result.stderr).not.toMatch(/under 1 s left/)
})
