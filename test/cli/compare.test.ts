import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { remarksOn } from '../../cli/commands/compare.ts'
import type { ModelSketched, WeightsCompared } from '../../engine/api/contract.ts'
import { runCli, temporaryFolder, withoutProgress } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const demo = (name: string): string => join(import.meta.dirname, `../../models/demo/${name}.gguf`)

test('sketch reads the weights of models once, compare says how far they are from each other', async () => {
  const first = await runCli(folder.path, 'sketch', demo('oak'), demo('oak-tales'), '--json')
  expect(first.code).toBe(0)
  const { models } = JSON.parse(first.stdout) as { models: ModelSketched[] }
  expect(models.map(({ name, tensors, made, failure }) => [name, tensors, made, failure])).toEqual([
    ['oak', 29, 29, null],
    ['oak-tales', 29, 29, null],
  ])
  const again = await runCli(folder.path, 'sketch', 'oak')
  expect(again.stdout).toMatch(/^model +tensors +new +sketch\noak +29 +0 +\d+ kB\n$/)

  const totals = await runCli(folder.path, 'compare', 'oak', 'oak-tales')
  expect(withoutProgress(totals.stderr)).not.toContain('note')
  expect(totals.stdout).toMatch(/all matrices +381 k +0\.990\d+ ± 0\.0000\d +0\.13\d+ ± 0\.000\d\n/)
  const layers = await runCli(folder.path, 'compare', 'oak', 'oak-tales', '--layers')
  expect(layers.stdout).toContain(totals.stdout.split('\n')[1]!)
  expect(layers.stdout).toMatch(/\nlayer 2 .*\n {2}blk\.2\.attn_norm\.weight +F32 /)

  // What is not sketched yet is sketched first.
  const unlike = await runCli(folder.path, 'compare', 'oak', demo('moss'), '--json')
  const compared = JSON.parse(unlike.stdout) as WeightsCompared & { remarks: string[] }
  expect(Math.abs(compared.matrices!.cosine!)).toBeLessThan(0.01)
  expect(compared.remarks).toEqual([
    expect.stringContaining('since the shapes differ: '),
    'the vocabularies differ: tensors with a row per token are compared by a sample of tokens that both have, and left out of the sums',
    expect.stringMatching(/^only moss has blk\.3\.\S+ and 8 tensors more$/),
  ])
  const unknown = await runCli(folder.path, 'compare', 'oak', 'elm')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("no model 'elm'")])
}, 120_000)

test('models of different architectures without a tensor in common say so', () => {
  const model = (name: string, architecture: string) => ({ modelId: name, name, architecture, quantization: 'F16' })
  const nothing = { tensors: [], layers: [], matrices: null, vectors: null, onlyLeft: ['a'], onlyRight: [] }
  expect(remarksOn({ left: model('oak', 'llama'), right: model('elm', 'gpt2'), ...nothing })).toEqual([
    'the architectures differ (oak: llama, elm: gpt2); only tensors of one name and shape are compared',
    'only oak has a',
    'there is no tensor that both have in one shape',
  ])
})
