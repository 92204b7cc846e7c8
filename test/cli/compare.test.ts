import { join } from 'node:path'
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import type { ModelSketched, WeightsCompared } from '../../engine/api/contract.ts'
import type { Remark } from '../../engine/api/remark-contract.ts'
import { weightRemarks } from '../../engine/analyses/weight-remarks.ts'
import { type Rearrangement, rearranged, rearrangements } from '../engine/fixtures/rearranged-model.ts'
import { randomNumbers } from '../native/source/write-gguf.ts'
import { runCli, temporaryFolder, withoutProgress } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const demo = (name: string): string => join(import.meta.dirname, `../../models/demo/${name}.gguf`)

test('sketch reads the weights of models once, compare says how far they are from each other', async () => {
  const first = await runCli(folder.path, 'sketch', demo('oak'), demo('oak-tales'), '--json')
  expect(first.code).toBe(0)
  const { models } = JSON.parse(first.stdout) as { models: ModelSketched[] }
  expect(models.map(({ modelName, tensors, made, failure }) => [modelName, tensors, made, failure])).toEqual([
    ['oak', 29, 29, null],
    ['oak-tales', 29, 29, null],
  ])
  const again = await runCli(folder.path, 'sketch', 'oak')
  expect(again.stdout).toMatch(/^model +tensors +new +sketch\noak +29 +0 +\d+ kB\n$/)

  const totals = await runCli(folder.path, 'compare', 'oak', 'oak-tales')
  expect(withoutProgress(totals.stderr)).not.toContain('note')
  expect(totals.stdout).toMatch(/^oak-tales: trained from oak \(p = 0\.9\d+\)\.\n\nweights /)
  expect(totals.stdout).toMatch(/all matrices +381 k +0\.990\d+ ± 0\.0000\d +0\.13\d+ ± 0\.000\d\n/)
  const layers = await runCli(folder.path, 'compare', 'oak', 'oak-tales', '--layers')
  expect(layers.stdout).toContain(totals.stdout.split('\n')[3]!)
  expect(layers.stdout).toMatch(/\nlayer 2 .*\n {2}blk\.2\.attn_norm\.weight +F32 /)

  // What is not sketched yet is sketched first.
  const unlike = await runCli(folder.path, 'compare', 'oak', demo('moss'), '--json')
  const compared = JSON.parse(unlike.stdout) as WeightsCompared & { remarks: Remark[] }
  expect(Math.abs(compared.matrices!.cosine!)).toBeLessThan(0.01)
  const { left, right, remarks } = compared
  expect(withoutProgress(unlike.stderr)).toBe(remarks.map(({ text }) => `note: ${text}\n`).join(''))
  const both = [left.modelId, right.modelId]
  expect(remarks).toEqual([
    {
      kind: 'shapes',
      modelIds: both,
      text: expect.stringMatching(/^Not compared, since the shapes differ: \d+ tensors/),
    },
    {
      kind: 'vocabularies',
      modelIds: both,
      text: 'The vocabularies differ: tensors with a row per token are compared by a sample of tokens that both have, and left out of the sums.',
    },
    {
      kind: 'unmatched tensors',
      modelIds: [right.modelId],
      text: expect.stringMatching(/^Only moss has blk\.3\.\S+ and 8 tensors more\.$/),
    },
  ])
  const unknown = await runCli(folder.path, 'compare', 'oak', 'elm')
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining("no model 'elm'")])
}, 120_000)

test('compare of a rearranged model tells how far its matched hidden units are', async () => {
  const path = join(folder.path, 'turned.gguf')
  const tales = readFileSync(demo('oak-tales'))
  const kinds = Object.keys(rearrangements) as Rearrangement[]
  writeFileSync(path, rearranged(tales, kinds, randomNumbers(7)))
  const totals = await runCli(folder.path, 'compare', demo('oak'), path)
  expect(totals.code).toBe(0)
  expect(totals.stdout).toMatch(/all matrices +381 k +-?0\.\d+ ± 0\.\d+ +1\.3/)
  expect(totals.stdout).toMatch(/\nMatched hidden units: 17\d of 192 sampled, in the feed-forward part\n/)
  expect(totals.stdout).toMatch(/\nThey moved by: 0\.13\d* ± 0\.00\d+ of their length\n/)
  expect(totals.stdout).toMatch(/\nThe same matrices in place: 1\.4 of their length\n/)
  expect(totals.stdout).toMatch(/\nAttention: heads are not matched; lengths of 3 matrices change by \S+ % at most\n/)
  const layers = await runCli(folder.path, 'compare', 'oak', 'turned', '--layers')
  expect(layers.stdout).toMatch(/\nblk\.2\.ffn_up\.weight +\d+ +0\.1\d+ ± 0\.0\d+\n/)
  const same = await runCli(folder.path, 'compare', 'oak', demo('oak-tales'), '--json')
  expect((JSON.parse(same.stdout) as WeightsCompared).matched).toBeNull()
}, 120_000)

test('models of different architectures without a tensor in common say so', () => {
  const model = (name: string, architecture: string) => ({ modelId: name, name, architecture, quantization: 'F16' })
  const nothing = {
    tensors: [],
    layers: [],
    matrices: null,
    vectors: null,
    onlyLeft: ['a'],
    onlyRight: [],
    matched: null,
  }
  const remarks = weightRemarks({ left: model('oak', 'llama'), right: model('elm', 'gpt2'), ...nothing })
  expect(remarks).toEqual([
    {
      kind: 'architectures',
      text: 'The architectures differ (oak: llama, elm: gpt2): only tensors of one name and shape are compared.',
      modelIds: ['oak', 'elm'],
    },
    { kind: 'unmatched tensors', text: 'Only oak has a.', modelIds: ['oak'] },
    {
      kind: 'nothing compared',
      text: 'There is no tensor that both models have in one shape.',
      modelIds: ['oak', 'elm'],
    },
  ])
})

test('a model that cannot be sketched fails sketch and compare with its reason, and does not hold up the others', async () => {
  const copy = join(folder.path, 'gone.gguf')
  copyFileSync(demo('oak-sums'), copy)
  expect(await runCli(folder.path, 'models', 'add', copy, demo('fern'))).toMatchObject({ code: 0 })
  rmSync(copy)
  const sketched = await runCli(folder.path, 'sketch', 'gone', 'fern', '--json')
  expect(sketched.code).toBe(1)
  const { models } = JSON.parse(sketched.stdout) as { models: ModelSketched[] }
  const [gone, fern] = models
  expect(fern).toMatchObject({ modelName: 'fern', failure: null })
  expect(gone!.failure).toContain(copy)
  expect(withoutProgress(sketched.stderr)).toBe(`cladescope: 1 of 2 sketches did not finish: gone: ${gone!.failure!}\n`)
  const shown = await runCli(folder.path, 'sketch', 'gone', 'fern')
  expect(shown.code).toBe(1)
  expect(shown.stdout).toMatch(/\ngone +0 +0 +not finished\nfern +20 +0 +\d+ kB\n$/)
  const alone = await runCli(folder.path, 'lineage', 'gone')
  expect(alone).toMatchObject({ code: 1, stdout: '' })
  expect(withoutProgress(alone.stderr)).toBe(`cladescope: 1 of 1 sketch did not finish: gone: ${gone!.failure!}\n`)
  const compared = await runCli(folder.path, 'compare', 'fern', 'gone')
  expect(compared).toMatchObject({ code: 1, stdout: '' })
  expect(withoutProgress(compared.stderr)).toBe(sketched.stderr.slice(sketched.stderr.indexOf('cladescope: ')))
}, 120_000)

test('a path that holds something else than when it was added is read again, or said to be written to', async () => {
  const path = join(folder.path, 'replaced.gguf')
  copyFileSync(demo('fern-sums'), path)
  const lineageOf = async (): Promise<string[]> => {
    const { stdout } = await runCli(folder.path, 'lineage', path, '--json')
    return (JSON.parse(stdout) as { models: string[] }).models
  }
  expect(await lineageOf()).toEqual(['replaced'])
  copyFileSync(demo('moss-code'), path)
  const known = await runCli(folder.path, 'models', 'show', path)
  expect(withoutProgress(known.stderr)).toBe(
    `note: ${path} was written to since it was added as replaced, which is taken\n`,
  )
  const sketched = await runCli(folder.path, 'sketch', path)
  expect(withoutProgress(sketched.stderr)).toMatch(
    /note: .*replaced\.gguf holds something else than when it was added as replaced: it is replaced \(.+\)\n$/,
  )
  expect(sketched.stdout).toMatch(/\nreplaced \(.+\) +38 +38 /)
  const [now] = await lineageOf()
  expect(now).toMatch(/^replaced \(/)
  // Renamed by the file system, it is known by its name in the library.
  const renamed = join(folder.path, 'renamed.gguf')
  renameSync(path, renamed)
  const added = await runCli(folder.path, 'models', 'add', renamed)
  expect(withoutProgress(added.stderr)).toBe(
    `note: ${renamed} has the content of ${now!}, which is no longer at ${path}: kept as its place\n`,
  )
}, 120_000)
