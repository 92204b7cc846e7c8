/**
 * Writes the sample project beside this file: `node models/sample/write-sample.ts NURSERY LADDER WORKING`. NURSERY and
 * LADDER are the folders of the models that were made for this project; WORKING is a folder for what is measured, from
 * which an interrupted run goes on. See README.md for what the sample holds.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, brotliCompressSync, crc32 } from 'node:zlib'
import { csvText } from '../../core/table/csv-writer.ts'
import { folded } from '../../core/lineage/tensor-sketch.ts'
import { defaultProbeSettings } from '../../core/population/probe-settings.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { openDatabase } from '../../engine/store/open-database.ts'

/** Models of the nursery in the sample: three families with finetunes, a merge and quantizations. */
const nurseryModels =
  'oak oak-tales oak-tales-chat oak-sums oak-sums-chat oak-hybrid oak-Q4_0 fern fern-sums fern-tales fern-tales-chat moss moss-code moss-code-chat moss-Q8_0'.split(
    ' ',
  )
const genome = 'nursery'
const tolerance = 0.01
/** Built-in benchmarks that these are scored on. */
const benchmarks = ['sums', 'grammar', 'code']
/** Of the ladder: stages of training, and benchmarks. */
const stages = ['180', '540', '1620']
const ladderBenchmarks = ['addition', 'code', 'multiplication', 'questions']
/** Buckets that the sketches are folded to, so that the sample is small: enough to tell the same lineage. */
const mostBuckets = 256

interface LadderModel {
  readonly name: string
  readonly family: string
  readonly parameters: number
  readonly tokens: number
  readonly flops: number
}

const [nursery, ladder, working] = process.argv.slice(2)
if (nursery === undefined || ladder === undefined || working === undefined) {
  throw new Error('Expected three folders: node models/sample/write-sample.ts NURSERY LADDER WORKING')
}
mkdirSync(working, { recursive: true })
const measured = join(working, 'nursery.sqlite')
const ladderMeasured = join(working, 'ladder.sqlite')
await measureNursery(measured, nursery)
await measureLadder(ladderMeasured, ladder)
const sample = join(working, 'sample.sqlite')
await writeSample(sample, measured, ladderMeasured, ladder)
const bytes = readFileSync(sample)
const packed = brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
})
writeFileSync(new URL('sample.sqlite.br', import.meta.url), packed)
process.stdout.write(`${String(bytes.length)} bytes, packed ${String(packed.length)}\n`)

async function measureNursery(databaseFile: string, folder: string): Promise<void> {
  const engine = await openEngine({ databaseFile })
  try {
    const modelIds = await addedModels(
      engine,
      nurseryModels.map((name) => join(folder, `${name}.gguf`)),
    )
    const genomeId = (await engine.call('genomes.list', {})).find(({ name }) => name === genome)!.id
    const load = { gpu: 'off', threads: 1 } as const
    await engine.call('probes.start', { modelIds, genomeId, settings: { ...defaultProbeSettings, tolerance }, load })
    await untilDone(async () => (await engine.call('queue.get', {})).jobs)
    await engine.call('lineage.sketch', { modelIds })
    await score(engine, modelIds, benchmarks)
  } finally {
    await engine.close()
  }
}

async function measureLadder(databaseFile: string, folder: string): Promise<void> {
  const engine = await openEngine({ databaseFile })
  try {
    const known = new Set(
      (await engine.call('benchmarks.list', {})).filter(({ builtIn }) => !builtIn).map(({ name }) => name),
    )
    for (const name of ladderBenchmarks.map(ladderBenchmark).filter((wanted) => !known.has(wanted))) {
      const file = `${name.replace(' (ladder)', '')}.jsonl`
      await engine.call('benchmarks.add', {
        name,
        text: readFileSync(join(folder, 'benchmarks', file), 'utf8'),
        task: 'plain',
      })
    }
    const files = readdirSync(folder).filter((file) => stages.some((stage) => file.endsWith(`-${stage}.gguf`)))
    const modelIds = await addedModels(
      engine,
      files.map((file) => join(folder, file)),
    )
    await score(engine, modelIds, ladderBenchmarks.map(ladderBenchmark))
  } finally {
    await engine.close()
  }
}

/** Apart from built-in benchmarks of the same name. */
function ladderBenchmark(name: string): string {
  return `${name} (ladder)`
}

async function addedModels(engine: Engine, files: readonly string[]): Promise<string[]> {
  const placeIds = files.map((file) => engine.grantPlace(file).id)
  const { added, known, refused } = await engine.call('models.add', { placeIds, operation: 'add' })
  if (refused.length > 0)
    throw new Error(`Expected models, found ${refused.map(({ path, reason }) => `${path}: ${reason}`).join('; ')}`)
  return [...added, ...known].map(({ id }) => id)
}

async function score(engine: Engine, modelIds: readonly string[], names: readonly string[]): Promise<void> {
  for (const { id } of (await engine.call('benchmarks.list', {})).filter(({ name }) => names.includes(name))) {
    const load = { gpu: 'off', threads: 1 } as const
    await engine.call('scores.measure', { modelIds: [...modelIds], benchmarkId: id, seed: 0, limit: null, load })
    await untilDone(async () => (await engine.call('scoring.get', {})).jobs)
  }
}

async function untilDone(
  jobs: () => Promise<readonly { readonly state: string; readonly modelName: string }[]>,
): Promise<void> {
  for (;;) {
    const all = await jobs()
    const failed = all.filter(({ state }) => state === 'failed' || state === 'cancelled')
    if (failed.length > 0)
      throw new Error(
        `Expected all jobs to be done, found failed ones: ${failed.map(({ modelName }) => modelName).join(', ')}`,
      )
    if (all.every(({ state }) => state === 'done')) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function writeSample(file: string, nurseryFile: string, ladderFile: string, ladderFolder: string): Promise<void> {
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
  copyFileSync(nurseryFile, file)
  const engine = await openEngine({ databaseFile: file })
  try {
    await importScores(engine, 'ladder.csv', await ladderTable(ladderFile, ladderFolder), 'acc')
    await importScores(
      engine,
      'published.csv',
      readFileSync(new URL('published.csv', import.meta.url), 'utf8'),
      'score',
    )
    await engine.call('emergence.import', {
      name: 'multiplication (ladder)',
      text: readFileSync(join(ladderFolder, 'emergence.csv'), 'utf8'),
    })
  } finally {
    await engine.close()
  }
  slim(file)
}

/** The measured scores of the ladder as a table, with family, size and compute of each model. */
async function ladderTable(databaseFile: string, folder: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as LadderModel[]
  const engine = await openEngine({ databaseFile })
  try {
    const { models, scores } = await engine.call('scores.table', {})
    const rows = models.map((model) => {
      const made = manifest.find(({ name }) => name === model.name)
      if (made === undefined)
        throw new Error(`Expected ${model.name} in the ladder's manifest.json, found no such entry.`)
      const cells = ladderBenchmarks.flatMap((name) => {
        const ofModel = scores.find(
          ({ scoredModelId, benchmark, metric }) =>
            scoredModelId === model.id && benchmark === ladderBenchmark(name) && metric === 'acc',
        )
        return [ofModel?.value ?? null, ofModel?.stderr ?? null, ofModel?.n ?? null]
      })
      return [model.name, made.family, made.parameters, made.tokens, made.flops, ...cells]
    })
    const titles = ladderBenchmarks.map(ladderBenchmark).flatMap((name) => [name, `${name}_stderr`, `${name} n`])
    return csvText([['Model', 'Model Family', 'parameters', 'tokens', 'flops', ...titles], ...rows])
  } finally {
    await engine.close()
  }
}

async function importScores(engine: Engine, fileName: string, text: string, metric: string): Promise<void> {
  const { columns, problems } = await engine.call('scores.previewImport', { fileName, text })
  if (problems.length > 0) throw new Error(`Expected ${fileName} to be readable, found: ${JSON.stringify(problems)}`)
  await engine.call('scores.import', {
    fileName,
    text,
    columns: columns.map((column) =>
      column.role === 'score'
        ? { ...column, scale: 'fraction' as const, metric, shots: metric === 'acc' ? 0 : null }
        : column,
    ),
    matches: [],
    operation: 'import',
  })
}

/** Leaves out models that are not in the sample and where files lie, and folds sketches. */
function slim(file: string): void {
  const connection = openDatabase(file)
  try {
    const names = nurseryModels.map(() => '?').join()
    connection.prepare(`DELETE FROM models WHERE name NOT IN (${names})`).run(...nurseryModels)
    const kept = benchmarks.map(() => '?').join()
    connection
      .prepare(
        `DELETE FROM benchmark_runs WHERE benchmark_id NOT IN (SELECT id FROM benchmarks WHERE name IN (${kept}))`,
      )
      .run(...benchmarks)
    connection.exec(`
      DELETE FROM model_files;
      DELETE FROM file_digests;
      DELETE FROM scored_models WHERE model_id IS NULL AND id NOT IN (SELECT scored_model_id FROM scores);
    `)
    const update = connection.prepare(
      'UPDATE tensor_sketches SET buckets = ?, content = ?, content_checksum = ? WHERE model_id = ? AND position = ?',
    )
    const rows = connection
      .prepare<[], { model_id: string; position: number; buckets: number; content: Buffer }>(
        'SELECT model_id, position, buckets, content FROM tensor_sketches',
      )
      .all()
    for (const { model_id: modelId, position, buckets, content } of rows.filter((row) => row.buckets > mostBuckets)) {
      const values = new Float32Array(new Uint8Array(content.subarray(0, 4 * buckets)).buffer)
      const fewer = new Float32Array(folded(values, mostBuckets))
      const rest = content.subarray(4 * buckets)
      const slimmed = Buffer.concat([new Uint8Array(fewer.buffer), rest])
      update.run(mostBuckets, slimmed, crc32(slimmed), modelId, position)
    }
    connection.pragma('journal_mode = DELETE')
    connection.exec('VACUUM')
  } finally {
    connection.close()
  }
}
