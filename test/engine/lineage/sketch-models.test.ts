import { execFile } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { mostSketchBytes } from '../../../core/lineage/tensor-sketch.ts'
import type { WeightsCompared } from '../../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { readGgufHeader } from '../../../engine/library/gguf/header-reader.ts'
import { tensorTypeNamed } from '../../../engine/library/gguf/tensor-types.ts'
import { dequantizer } from '../../../native/weights/dequantize.ts'
import { stringsEntry, tinyEntries, tinyModel } from '../fixtures/gguf-writer.ts'
import { setUp } from '../fixtures/queue-setup.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { splitPart } from '../fixtures/tiny-library.ts'

const demo = join(import.meta.dirname, '../../../models/demo')
const folder = temporaryFolder()

async function add(engine: Engine, paths: readonly string[]): Promise<string[]> {
  const placeIds = paths.map((path) => engine.grantPlace(path).id)
  const { added, refused } = await engine.call('models.add', { placeIds, operation: 'add' })
  expect(refused).toEqual([])
  return added.map(({ id }) => id)
}

/** All weights of a file's matrices, each tensor dequantized as a whole. */
async function weightsOf(file: string): Promise<Map<string, Float32Array>> {
  const path = join(demo, `${file}.gguf`)
  const { tensors, dataStart } = await readGgufHeader(path)
  const bytes = readFileSync(path)
  return new Map(
    tensors
      .filter(({ dimensions }) => dimensions.length > 1)
      .map(({ name, type, offset, bytes: length, elements }) => {
        const floats = new Float32Array(elements)
        const packed = Uint8Array.from(bytes.subarray(dataStart + offset, dataStart + offset + length))
        dequantizer(tensorTypeNamed(type))(packed, floats, elements)
        return [name, floats]
      }),
  )
}

describe('the weights of the demo models', () => {
  const files = ['oak', 'oak-Q4_0', 'oak-tales', 'oak-sums-chat', 'fern', 'fern-sums', 'moss', 'moss-code']
  let engine: Engine
  const ids = new Map<string, string>()
  const opened = (async () => {
    engine = await openEngine({ databaseFile: ':memory:', modelsFolder: join(folder, 'absent') })
    const modelIds = await add(
      engine,
      files.map((file) => join(demo, `${file}.gguf`)),
    )
    for (const { id, name } of await engine.call('models.list', {})) ids.set(name, id)
    return engine.call('lineage.sketch', { modelIds, operation: 'sketch' })
  })()
  afterAll(() => engine.close())
  const compare = async (left: string, right: string): Promise<WeightsCompared> => {
    await opened
    return engine.call('lineage.compare', { left: ids.get(left)!, right: ids.get(right)! })
  }

  test('are sketched in less than a megabyte a model', async () => {
    const { models } = await opened
    expect(models.map(({ modelName, failure }) => [modelName, failure])).toEqual(
      models.map(({ modelName }) => [modelName, null]),
    )
    expect(models).toHaveLength(files.length)
    for (const { bytes, tensors, made } of models) {
      expect(bytes).toBeLessThan(mostSketchBytes)
      expect(made).toBe(tensors)
    }
    const again = await engine.call('lineage.sketch', { modelIds: [...ids.values()] })
    expect(again.models.every(({ made }) => made === 0)).toBe(true)
    expect(await engine.call('lineage.sketched', {})).toEqual({ modelIds: [...ids.values()].sort() })
  })

  test.each([
    ['oak', 'oak-tales'],
    ['oak', 'oak-sums-chat'],
    ['fern', 'fern-sums'],
    ['moss', 'moss-code'],
  ])('of %s and its descendant %s are near each other', async (parent, child) => {
    const { matrices } = await compare(parent, child)
    expect(matrices!.cosine).toBeGreaterThan(0.95)
    expect(matrices!.cosine).toBeLessThan(0.999)
  })

  test('of a quantization differ by the noise of the quantizer', async () => {
    const { matrices, vectors } = await compare('oak', 'oak-Q4_0')
    expect(matrices!.cosine).toBeGreaterThan(0.9975)
    expect(matrices!.cosine).toBeLessThan(0.9985)
    expect(vectors).toMatchObject({ squaredDistance: 0 })
  })

  test('are at no distance from themselves', async () => {
    const { matrices, tensors } = await compare('oak', 'oak')
    expect(matrices).toMatchObject({ squaredDistance: 0, squaredDistanceError: 0 })
    expect(tensors.every(({ change }) => change?.squaredDistance === 0)).toBe(true)
  })

  test('of other families have nothing in common, and what has another shape is not compared', async () => {
    const { tensors, matrices, onlyRight } = await compare('oak', 'moss')
    expect(Math.abs(matrices!.cosine!)).toBeLessThan(0.01)
    expect(tensors.filter(({ change }) => change === null).map(({ name }) => name)).toContain('blk.0.ffn_up.weight')
    expect(tensors.find(({ name }) => name === 'token_embd.weight')!.sampledRows).toBeGreaterThan(10)
    expect(onlyRight).toContain('blk.3.attn_q.weight')
  })

  test.each([
    ['oak', 'oak-Q4_0'],
    ['oak', 'oak-tales'],
    ['fern', 'fern-sums'],
  ])('%s and %s have the distances that all their weights give, within standard errors', async (left, right) => {
    const { tensors, matrices } = await compare(left, right)
    const [ours, theirs] = [await weightsOf(left), await weightsOf(right)]
    let total = 0
    const inErrors: number[] = []
    for (const [name, floats] of ours) {
      const other = theirs.get(name)!
      const exact = floats.reduce((sum, value, index) => sum + (value - other[index]!) ** 2, 0)
      total += exact
      const { change } = tensors.find((tensor) => tensor.name === name)!
      inErrors.push(Math.abs(change!.squaredDistance - exact) / change!.squaredDistanceError)
    }
    expect(inErrors.length).toBeGreaterThan(10)
    expect(Math.max(...inErrors)).toBeLessThan(4)
    expect(Math.sqrt(inErrors.reduce((sum, value) => sum + value ** 2, 0) / inErrors.length)).toBeLessThan(1.4)
    expect(Math.abs(matrices!.squaredDistance - total)).toBeLessThan(4 * matrices!.squaredDistanceError)
  })
})

test('the tensors of a split model are read from all its parts', async () => {
  const parts = [1, 2].map((part) => `split-0000${part}-of-00002.gguf`)
  const { engine, models } = await setUp({
    files: Object.fromEntries(parts.map((name, part) => [name, splitPart(part + 1, 2)])),
  })
  const { models: sketched } = await engine.call('lineage.sketch', { modelIds: models })
  expect(sketched).toMatchObject([{ tensors: 2, made: 2, failure: null }])
  await engine.close()
})

/** A tiny model whose embeddings are these numbers, a row of 32 per token. */
function embeddings(tokens: readonly string[], row: (token: string) => number): Uint8Array {
  const bytes = tinyModel({
    entries: [
      ...tinyEntries.filter(({ key }) => key !== 'tokenizer.ggml.tokens'),
      stringsEntry('tokenizer.ggml.tokens', tokens),
    ],
    tensors: [{ name: 'token_embd.weight', dimensions: [32, tokens.length], type: 0, offset: 0 }],
    data: 128 * tokens.length,
  })
  const data = Float32Array.from(tokens.flatMap((token) => Array.from({ length: 32 }, (_, at) => row(token) + at)))
  bytes.set(new Uint8Array(data.buffer), bytes.length - data.byteLength)
  return bytes
}

test('embeddings are compared by the texts of their tokens', async () => {
  const value = (token: string): number => token.charCodeAt(0)
  const { engine, models } = await setUp({
    files: {
      'a.gguf': embeddings(['a', 'b', 'c', 'd'], value),
      'b.gguf': embeddings(['d', 'c', 'a', 'b'], value),
      'c.gguf': embeddings(['x', 'a', 'b', 'c', 'd', 'y'], value),
      'd.gguf': embeddings(['a', 'b', 'c', 'd'], () => -50),
    },
  })
  await engine.call('lineage.sketch', { modelIds: models })
  const compared = await Promise.all(
    models.slice(1).map((right) => engine.call('lineage.compare', { left: models[0]!, right })),
  )
  const [reordered, extended, other] = compared.map(({ tensors }) => tensors[0]!)
  expect(reordered).toMatchObject({ kind: 'vocabulary', sampledRows: null, change: { elements: 128 } })
  expect(reordered!.change!.cosine).toBeCloseTo(1, 6)
  expect(extended).toMatchObject({ sampledRows: 4, change: { squaredDistance: 0 } })
  expect(other!.change!.cosine).toBeLessThan(0)
  await engine.close()
})

test('weights that are no numbers are told, and do not hold up other models', async () => {
  const { engine, models } = await setUp({
    files: { 'a.gguf': embeddings(['a', 'b'], () => NaN), 'b.gguf': embeddings(['a', 'b'], () => 1) },
  })
  const { models: sketched } = await engine.call('lineage.sketch', { modelIds: models })
  expect(sketched[0]!.failure).toContain('Tensor token_embd.weight holds weights that are not finite numbers')
  expect(sketched[1]).toMatchObject({ failure: null, made: 1 })
  await expect(engine.call('lineage.compare', { left: models[0]!, right: models[1]! })).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('The weights of a are not sketched') as string,
  })
  await engine.close()
})

test('a sketching that is cancelled goes on where it was, a changed file is told, and sketches go with their model', async () => {
  const databaseFile = join(folder, 'resumed.sqlite')
  const path = join(folder, 'copy.gguf')
  copyFileSync(join(demo, 'oak.gguf'), path)
  let engine = await openEngine({ databaseFile, modelsFolder: join(folder, 'absent') })
  const [modelId] = await add(engine, [path])
  const progressed: string[] = []
  engine.on('operation', ({ operation, unit }) => {
    progressed.push(unit)
    void engine.call('operations.cancel', { operation })
  })
  await expect(engine.call('lineage.sketch', { modelIds: [modelId!], operation: 'one' })).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(progressed).toContain('bytes')
  await engine.close()

  // As a cancel in the midst leaves it.
  const database = new Database(databaseFile)
  const stored = () => database.prepare('SELECT count(*) FROM tensor_sketches').pluck().get() as number
  const before = stored()
  engine = await openEngine({ databaseFile, modelsFolder: join(folder, 'absent') })
  const sketch = () => engine.call('lineage.sketch', { modelIds: [modelId!] })
  const { models } = await sketch()
  expect(models).toMatchObject([{ tensors: 29, made: 29 - before, failure: null }])
  database.exec('DELETE FROM tensor_sketches WHERE position IN (3, 7)')
  expect((await sketch()).models).toMatchObject([{ tensors: 29, made: 2 }])
  // Matrices whose units another one chooses are given the same rows, whichever of the two is stored.
  const content = () =>
    database
      .prepare<[], [string, number | null, Buffer]>(
        'SELECT name, sampled_units, content FROM tensor_sketches ORDER BY 1',
      )
      .raw()
      .all()
  const whole = content()
  expect(whole.filter(([, units]) => units === 64).map(([name]) => name)).toEqual(
    [0, 1, 2].flatMap((layer) => ['gate', 'up'].map((matrix) => `blk.${String(layer)}.ffn_${matrix}.weight`)),
  )
  for (const matrix of ['ffn_gate', 'ffn_up']) {
    database.exec(`DELETE FROM tensor_sketches WHERE name LIKE '%.${matrix}.weight'`)
    expect((await sketch()).models).toMatchObject([{ tensors: 29, made: 3 }])
    expect(content()).toEqual(whole)
  }
  // One that is damaged counts as absent.
  database.exec('UPDATE tensor_sketches SET content = zeroblob(length(content)) WHERE position = 5')
  expect((await sketch()).models).toMatchObject([{ tensors: 29, made: 1 }])
  await engine.call('models.remove', { modelId: modelId! })
  expect(stored()).toBe(0)
  await engine.close()
  database.close()
})

test('files that changed since they were added are not sketched', async () => {
  const { engine, models, folder: library } = await setUp({ files: { 'a.gguf': embeddings(['a', 'b'], () => 1) } })
  writeFileSync(
    join(library, 'a.gguf'),
    embeddings(['a', 'b'], () => 2),
  )
  const { models: sketched } = await engine.call('lineage.sketch', { modelIds: models })
  expect(sketched[0]).toMatchObject({ made: 0, tensors: 0 })
  expect(sketched[0]!.failure).toContain('has changed since it was added')
  await engine.close()
})

test('progress counts what is left to do, ends at all of it, and says nothing of what is sketched', async () => {
  const engine = await openEngine({ databaseFile: ':memory:', modelsFolder: join(folder, 'absent') })
  const modelIds = await add(
    engine,
    ['oak', 'fern', 'moss'].map((name) => join(demo, `${name}.gguf`)),
  )
  const sizes = new Map((await engine.call('models.list', {})).map(({ id, size }) => [id, size]))
  const told: { readonly done: number; readonly total: number }[] = []
  engine.on('operation', ({ done, total }) => told.push({ done, total }))
  await engine.call('lineage.sketch', { modelIds: modelIds.slice(0, 1), operation: 'first' })
  expect(told.length).toBeGreaterThan(0)
  told.length = 0
  await engine.call('lineage.sketch', { modelIds, operation: 'rest' })
  const total = sizes.get(modelIds[1]!)! + sizes.get(modelIds[2]!)!
  expect(told.map((progress) => progress.total)).toEqual(told.map(() => total))
  const done = told.map((progress) => progress.done)
  expect(done).toEqual(done.toSorted((left, right) => left - right))
  expect(done.at(-1)).toBeLessThanOrEqual(total)
  told.length = 0
  await engine.call('lineage.sketch', { modelIds, operation: 'again' })
  expect(told).toEqual([])
  await engine.close()
})

test('engines that follow each other in one process read weights each, and none of them ends the process', async () => {
  // Only a process whose other threads have not loaded the library tells.
  const script = join(import.meta.dirname, 'sketching-engines.child.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script])
  expect(stdout.trim().split('\n')).toEqual([1, 2, 3, 4].map((round) => `${String(round)}: 29 tensors`))
})
