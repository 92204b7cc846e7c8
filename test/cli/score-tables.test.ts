import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCli, temporaryFolder, type CliResult } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]): Promise<CliResult> => runCli(folder.path, ...argumentsGiven)

async function runJson(...argumentsGiven: string[]) {
  const result = await run(...argumentsGiven, '--json')
  expect(result, result.stderr).toMatchObject({ code: 0 })
  return JSON.parse(result.stdout)
}

test('import asks how to read scores that may be fractions or percent, and says how it read them', {
  timeout: 240_000,
}, async () => {
  writeFileSync(join(folder.path, 'results.csv'), 'Model,MMLU,Code\norg/Oak,0.25,12.5\norg/Elm,0.5,\n')
  const asked = await run('scores', 'import', 'results.csv')
  expect(asked).toMatchObject({ code: 1, stdout: '' })
  expect(asked.stderr).toMatch(
    /--scale percent: all percent: 0\.25 in "MMLU", line 2, is 0\.25 %\. --scale by-column: .* is 25 %/,
  )
  writeFileSync(join(folder.path, 'elo.csv'), 'Model,Perplexity,MMLU\norg/Fir,5.3,45.1\n')
  const read = await run('scores', 'import', 'elo.csv')
  expect(read).toMatchObject({ code: 0 })
  expect(read.stderr).toMatch(
    /note: elo\.csv: read as percent, divided by 100: MMLU\nnote: elo\.csv: read as they stand: Perplexity\n/,
  )
  expect(await run('scores', 'set', 'org/Fir', 'MMLU', '46.2')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^cladescope: --scale: .*0\.451 to 0\.451, found 46\.2: as percent it is 0\.462/),
  })
  expect((await runJson('scores', 'set', 'ORG/fir', 'mmlu', '46.2%')).value).toBe(0.462)
  await run('scores', 'remove', 'org/Fir', '--yes')
  for (const [name, cell] of [
    ['pm', '45.1 ± 0.4'],
    ['thousand', '"1,000"'],
    ['text', 'good'],
  ] as const) {
    writeFileSync(join(folder.path, `${name}.csv`), `Model,MMLU\none,${cell}\n`)
    expect(await run('scores', 'import', `${name}.csv`)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/line 2/),
    })
  }
  writeFileSync(join(folder.path, 'firm.csv'), 'Model,Winogrande,Winogrande_stderr,n\norg/Yew,71.2,1.3,1267\n')
  const shown = await run('scores', 'import', 'firm.csv', '--dry-run')
  expect(shown.stdout).toMatch(/^Winogrande +score of Winogrande +percent *$/m)
  expect(shown.stdout).toMatch(/^Winogrande_stderr +standard error of Winogrande *$/m)
  expect(shown.stdout).toMatch(/^n +number of items of Winogrande *$/m)
  expect(shown.stderr).toContain('Of 1 score, 1 with a standard error, 1 with a number of items.')
  await run('scores', 'import', 'firm.csv')
  expect((await run('scores', 'list', '--model', 'org/Yew')).stdout).toMatch(/Winogrande +score +0\.712 ± 0\.013 +1267/)
  writeFileSync(join(folder.path, 'unfirm.csv'), 'Model,Winogrande,Winogrande_stderr\norg/Yew,71.2,-1.3\n')
  expect((await run('scores', 'import', 'unfirm.csv')).stderr).toMatch(
    /line 2, column Winogrande_stderr: expected a standard error of at least 0, or an empty cell, found "-1\.3"/,
  )
  // Latin-1, CR only.
  writeFileSync(join(folder.path, 'latin1.csv'), Buffer.from('Model,MMLU\rmossé,51.2\r', 'latin1'))
  expect((await run('scores', 'import', 'latin1.csv')).stderr).toMatch(
    /latin1\.csv: The file is no UTF-8; it was read as Windows-1252/,
  )
  expect((await runJson('scores', 'list', '--model', 'mossé')).scores).toMatchObject([{ value: 0.512 }])
})

test('what a column is can be said in the words of the page', { timeout: 240_000 }, async () => {
  const titles = 'Who,a=b,Sure,Number,Size,Group'
  writeFileSync(join(folder.path, 'unlike.csv'), `${titles}\norg/Oak,45.1,1.5,1200,7,Oaks\n`)
  const roles = [
    'Who=name of the model',
    'a=b=score',
    'Sure=standard error of a=b',
    'Number=Number of items',
    'Size=weights in millions',
    'Group=family',
  ].flatMap((role) => ['--column', role])
  const shown = await run('scores', 'import', 'unlike.csv', '--dry-run', ...roles)
  expect(shown.stdout).toMatch(/^a=b +score of a=b +percent *$/m)
  expect(shown.stdout).toMatch(/^Sure +standard error of a=b *$/m)
  expect(shown.stdout).toMatch(/^Number +number of items of a=b *$/m)
  expect(shown.stdout).toMatch(/^Size +weights +1e\+6 *$/m)
  expect(await run('scores', 'import', 'unlike.csv', ...roles)).toMatchObject({ code: 0 })
  expect((await runJson('scores', 'list', '--model', 'org/Oak')).scores).toMatchObject([
    { benchmark: 'a=b', value: 0.451, stderr: 0.015, n: 1200 },
  ])
  for (const [role, message] of [
    ['Sizes=weights', "--column: no column 'Sizes'; close matches: Size"],
    [
      'Size=height',
      "--column: expected one of name of the model, family, weights in single|millions|billions, .*found 'height'",
    ],
    ['Sure=standard error of Group', "--column: expected a column of scores behind 'of', found 'Group'"],
  ] as const)
    expect(await run('scores', 'import', 'unlike.csv', '--column', role)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(message.replace(/[|]/g, '\\|'))),
    })
  // Errors of results in JSON name their field.
  writeFileSync(join(folder.path, 'wrong.json'), '{"model_name": "m", "results": {"arc": {"acc,none": 2}}}')
  expect((await run('scores', 'import', 'wrong.json')).stderr).toBe(
    'cladescope: wrong.json: JSON, results["arc"]["acc,none"]: expected a fraction, at most 1, found 2.\n',
  )
})
