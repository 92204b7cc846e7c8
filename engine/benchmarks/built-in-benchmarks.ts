import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { taskNames } from '../../core/benchmark/task.ts'
import type { BenchmarkStore } from '../store/benchmark-store.ts'
import { readQuestions } from './read-questions.ts'
import { benchmarkDigest, benchmarkId, recordsOf } from './benchmark-records.ts'

const indexFile = z.array(
  z.object({
    name: z.string().min(1),
    description: z.string(),
    file: z.string().regex(/^[a-z0-9-]+\.jsonl$/),
    task: z.enum(taskNames),
  }),
)

/**
 * Registers the benchmarks that ship in `folder` (`index.json` and a JSON lines file each). A benchmark whose records
 * have changed since an earlier release is another benchmark: the earlier one stays under its name and digest as long
 * as runs use it.
 */
export function registerBuiltInBenchmarks(folder: string, benchmarks: BenchmarkStore): void {
  for (const { file, ...entry } of shippedBenchmarks(folder)) {
    register({ ...entry, builtIn: true }, readFileSync(join(folder, file), 'utf8'), benchmarks)
  }
}

/** Their names, for a library that has no database yet. */
export function builtInBenchmarkNames(folder: string): string[] {
  return shippedBenchmarks(folder).map(({ name }) => name)
}

function shippedBenchmarks(folder: string): z.output<typeof indexFile> {
  const index = join(folder, 'index.json')
  return existsSync(index) ? indexFile.parse(JSON.parse(readFileSync(index, 'utf8'))) : []
}

type Facts = Parameters<BenchmarkStore['describe']>[1]

function register(facts: Facts, text: string, benchmarks: BenchmarkStore): void {
  const records = recordsOf(text)
  const digest = benchmarkDigest(records)
  const named = benchmarks.byName(facts.name)
  if (named?.digest === digest) {
    if (!named.builtIn || named.description !== facts.description || named.task !== facts.task)
      benchmarks.describe(named.id, facts)
    return
  }
  if (named !== undefined && !(named.builtIn && benchmarks.remove(named.id))) {
    benchmarks.describe(named.id, { ...named, name: `${named.name} (${named.digest.slice(0, 8)})`, builtIn: false })
  }
  const same = benchmarks.byDigest(digest)
  if (same !== undefined) {
    benchmarks.describe(same.id, facts)
    return
  }
  readQuestions(facts.task, text)
  benchmarks.insert({ id: benchmarkId(digest), digest, ...facts }, records)
}
