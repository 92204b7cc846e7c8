import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Lineage } from '../../../engine/analyses/lineage.ts'
import { openEngine } from '../../../engine/engine.ts'
import { randomNumbers } from '../../native/source/write-gguf.ts'
import { rearranged, rearrangements, type Rearrangement } from '../fixtures/rearranged-model.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const demo = join(import.meta.dirname, '../../../models/demo')
const kinds = Object.keys(rearrangements) as Rearrangement[]
const engineOpened = openEngine({ databaseFile: ':memory:', modelsFolder: join(folder, 'absent') })
afterAll(async () => (await engineOpened).close())

/** A file of its own, so that the headers' names do not tell. */
function written(name: string, from: string, of: readonly Rearrangement[]): string {
  const path = join(folder, `${name}.gguf`)
  writeFileSync(path, rearranged(readFileSync(join(demo, `${from}.gguf`)), of, randomNumbers(7)))
  return path
}

async function lineageOf(paths: readonly string[]): Promise<{ lineage: Lineage; nameOf: (id: string) => string }> {
  const engine = await engineOpened
  const placeIds = paths.map((path) => engine.grantPlace(path).id)
  const { added, known, refused } = await engine.call('models.add', { placeIds, operation: 'add' })
  expect(refused).toEqual([])
  const models = [...added, ...known]
  const modelIds = models.map(({ id }) => id)
  await engine.call('lineage.sketch', { modelIds })
  const names = new Map(models.map(({ id, path }) => [id, path.split('/').at(-1)!.replace('.gguf', '')]))
  return { lineage: await engine.call('analysis.lineage', { modelIds }), nameOf: (id) => names.get(id)! }
}

test.each<[string, readonly Rearrangement[]]>([
  ...kinds.map((kind): [string, Rearrangement[]] => [kind, [kind]]),
  ['all of it', kinds],
])('oak with %s is called oak, rearranged, beside its child and a stranger', async (name, of) => {
  const twin = written(`twin ${name}`, 'oak', of)
  const { lineage, nameOf } = await lineageOf([
    ...['oak', 'oak-tales', 'fern'].map((file) => join(demo, `${file}.gguf`)),
    twin,
  ])
  expect(lineage.families.map((family) => family.length)).toEqual([3, 1])
  const told = lineage.edges.map(({ from, to, kind }) => [kind, ...[nameOf(from), nameOf(to)].sort()].join(' '))
  expect(told.sort()).toEqual(['finetune oak oak-tales', `rearranged oak twin ${name}`])
})

test('what was trained from a rearranged model is told by its matched units, with a distance and a direction', async () => {
  const child = written('child of a twin', 'oak-tales', ['units permuted', 'norms scaled', 'residual signs flipped'])
  const { lineage, nameOf } = await lineageOf([join(demo, 'oak.gguf'), join(demo, 'fern.gguf'), child])
  expect(lineage.edges.map(({ from, to, kind }) => [kind, nameOf(from), nameOf(to)])).toEqual([
    ['finetune', 'oak', 'child of a twin'],
  ])
  const { relativeDistance, floor } = lineage.edges[0]!.evidence.matched!
  // As far as oak-tales is, by the rows of the longest units.
  expect(relativeDistance).toBeGreaterThan(0.12)
  expect(relativeDistance).toBeLessThan(0.15)
  expect(floor).toBeLessThan(0.003)
})
