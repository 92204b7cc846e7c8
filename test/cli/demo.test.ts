import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { newickTips } from './newick-tips.ts'
import { finish, runCli, startCli, temporaryFolder } from './run-cli.ts'

const manifest = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../models/demo/manifest.json', import.meta.url)), 'utf8'),
) as {
  forecast: { model: string; benchmark: string }
  models: { name: string; parent: string | string[] | null }[]
}
const folder = temporaryFolder()
afterAll(() => folder.remove())

test('the demo resumes after Ctrl-C, shows everything it promises, and takes the stored results the second time', {
  timeout: 600_000,
}, async () => {
  const child = startCli(folder.path, 'demo')
  const interrupted = finish(child)
  const isUnderWay = new Promise<void>((resolve) =>
    child.stderr!.on('data', (text: string) => /[1-9]\d*\/\d+ genes/.test(text) && resolve()),
  )
  await Promise.race([isUnderWay, interrupted])
  child.kill('SIGINT')
  expect(await interrupted).toMatchObject({ code: 130, stdout: '' })

  const first = await runCli(folder.path, 'demo')
  expect(first.stdout).toMatch(/npm start -- --db '.*demo\.sqlite' shows/)
  expect(first, first.stderr).toMatchObject({ code: 0 })
  const again = await runCli(folder.path, 'demo', '--json')
  expect(again, again.stderr).toMatchObject({ code: 0 })
  // Nothing was probed: no progress over genes was shown.
  expect(again.stderr).not.toContain('genes,')
  expect(again.stderr).not.toContain('items,')

  const document = JSON.parse(again.stdout)
  const names = manifest.models.map(({ name }) => name)
  expect(document.models.map((model: { name: string }) => model.name)).toEqual(names)
  expect(document.distances.models.toSorted()).toEqual(names.toSorted())
  expect(newickTips(document.tree.newick).toSorted()).toEqual(names.toSorted())
  const { true: all, recovered, list } = document.clades
  expect(list).toHaveLength(all)
  expect(list.filter((clade: { recovered: boolean }) => clade.recovered)).toHaveLength(recovered)
  expect(all).toBeGreaterThan(2)
  expect(recovered).toBeGreaterThan(0)

  const accuracies = document.scores.filter(({ metric }: { metric: string }) => metric === 'acc') as {
    model: string
    benchmark: string
    value: number
  }[]
  expect(new Set(accuracies.map(({ model }) => model))).toEqual(new Set(names))
  expect(accuracies).toHaveLength(7 * names.length)
  // The forecast says what the model scored, and rests on others only.
  const { model, benchmark } = manifest.forecast
  const [forecast, ...more] = document.forecast.forecasts
  expect(more).toEqual([])
  expect(forecast).toMatchObject({
    name: model,
    role: 'set-aside',
    truth: accuracies.find((accuracy) => accuracy.model === model && accuracy.benchmark === benchmark)!.value,
  })
  expect(forecast.forecast.lower).toBeLessThanOrEqual(forecast.forecast.score)
  expect(forecast.forecast.upper).toBeGreaterThanOrEqual(forecast.forecast.score)
  expect(forecast.forecast.restsOn.map(({ name }: { name: string }) => name)).not.toContain(model)
  expect(document.forecast.methods.map(({ method }: { method: string }) => method)).toEqual(
    expect.arrayContaining(['gp', 'nearest', 'mean', 'size']),
  )

  for (const heading of ['Models', 'Distances', 'Tree', 'Newick', 'Clades', 'Scores', 'Forecast'])
    expect(first.stdout).toMatch(new RegExp(`^${heading}\\b`, 'm'))
  expect(first.stdout).toContain(document.tree.newick)
  expect(first.stdout).toContain(`Recovered ${recovered} of ${all} true clades`)
  for (const name of names) expect(first.stdout).toContain(`─ ${name}\n`)
})
