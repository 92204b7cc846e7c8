import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { probedFiles } from '../engine/fixtures/probed-files.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const demo = join(import.meta.dirname, '../../models/demo')
const folder = temporaryFolder()
afterAll(() => folder.remove())

beforeAll(async () => {
  const { engine } = await probedFiles({
    files: ['fern', 'moss', 'oak', 'oak-sums', 'oak-tales', 'oak-hybrid'].map((name) => join(demo, `${name}.gguf`)),
    databaseFile: join(folder.path, 'cladescope.sqlite'),
    unread: ['fern', 'oak-tales'],
  })
  await engine.close()
}, 60_000)

const tree = (...argumentsGiven: string[]) =>
  runCli(folder.path, 'tree', '--genome', 'numbers', '--inside', 'weights', ...argumentsGiven)

test('the tree with lineages inside of families: weights are read first, lines tell on what edges rest', async () => {
  const { code, stdout, stderr } = await tree()
  expect(code, stderr).toBe(0)
  const line = (name: string) => stdout.split('\n').find((text) => new RegExp(`[─╌] ${name}( |$)`).test(text))
  expect(line('oak')).toMatch(/─ oak +distance 0\.\d+ ± 0\.\d+$/)
  expect(line('fern')).toMatch(/─ fern +distance 0\.\d+ ± 0\.\d+$/)
  expect(line('oak-tales')).toMatch(
    /╌ oak-tales +trained from oak, probability 0\.9\d+, layers moved by 0\.1494 ± 0\.0004 of their length, /,
  )
  expect(line('oak-hybrid')).toMatch(
    /╌ oak-hybrid +merge of oak-(sums|tales) 0\.50\d* ± 0\.\d+, oak-(sums|tales) 0\.(50|49)\d* ± 0\.\d+, below 0\.01 % not explained$/,
  )
  expect(stdout).toContain('3 families by weights, all joined by behaviour')
  expect(stderr).not.toContain('are not read')
})

test('its files: SVG with both scales, Newick, Graphviz, JSON', async () => {
  const svg = (await tree('--format', 'svg')).stdout
  expect(svg).toMatch(/distance, by behaviour</)
  expect(svg).toMatch(/of the weights’ length, by weights</)
  expect(svg).toMatch(/<title>oak-tales: trained from oak\nRests on: weights/)
  expect((await tree('--format', 'newick')).stdout).toMatch(/oak-hybrid#H1.*\)oak\[&by=behaviour.*;\n$/)
  expect((await tree('--format', 'dot')).stdout).toMatch(/^digraph tree \{/)
  const document = JSON.parse((await tree('--json')).stdout)
  expect(document).toMatchObject({ inside: 'weights', genome: 'numbers', measure: 'nei-mean', method: 'nj' })
  expect(document.nodes.filter(({ by }: { by: string }) => by === 'weights')).toHaveLength(3)
})

test('what means nothing for it is refused', async () => {
  for (const [options, message] of [
    [
      ['--inside', 'weights', '--format', 'svg', '--layout', 'circular'],
      '--layout: expected --inside behaviour with it',
    ],
    [['--inside', 'weights', '--against', 'none.nwk'], '--against: expected --inside behaviour with it'],
    [['--format', 'dot'], '--format dot: expected --inside weights with it'],
  ] as const) {
    const { code, stderr } = await runCli(folder.path, 'tree', '--genome', 'numbers', ...options)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  }
})
