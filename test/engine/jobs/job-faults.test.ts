import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BenchmarkItems } from '../../../engine/benchmarks/benchmark-items.ts'
import { InferenceSlot } from '../../../engine/jobs/inference-slot.ts'
import type { InferenceOptions } from '../../../engine/jobs/inference-options.ts'
import { addModels } from '../../../engine/library/add-models.ts'
import { ProbeQueue } from '../../../engine/probes/probe-queue.ts'
import { ScoringQueue } from '../../../engine/scores/scoring-queue.ts'
import { BenchmarkStore } from '../../../engine/store/benchmark-store.ts'
import { EngineLock } from '../../../engine/store/engine-lock.ts'
import { GenomeStore } from '../../../engine/store/genome-store.ts'
import { JobStore } from '../../../engine/store/job-store.ts'
import { ProbeStore } from '../../../engine/store/probe-store.ts'
import { RunStore } from '../../../engine/store/run-store.ts'
import { ScoreStore } from '../../../engine/store/score-store.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { sampleSettings } from '../fixtures/samples.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { emptyLibrary, namedModel, write } from '../fixtures/tiny-library.ts'

const folder = temporaryFolder()
write(folder, { 'one.gguf': namedModel('one') })

/** A fault in the call with this number, of all calls that a queue makes of what it was given. */
class Faults {
  private calls = 0
  private isArmed = false
  private readonly at: number

  constructor(at: number) {
    this.at = at
  }

  /** The same object, whose methods count. */
  of<T extends object>(name: string, target: T): T {
    return new Proxy(target, {
      get: (_, key) => {
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function'
          ? this.call(`${name}.${String(key)}`, value.bind(target) as (...given: unknown[]) => unknown)
          : value
      },
    })
  }

  call<T extends (...given: never[]) => unknown>(name: string, target: T): T {
    return ((...given: never[]): unknown => {
      if (this.isArmed && (this.calls += 1) === this.at) throw new Error(`a fault of ${name}`)
      return target(...given)
    }) as T
  }

  /** Does what a queue is asked from outside, where a fault goes to who asks. */
  outside<T>(ask: () => T): T {
    this.isArmed = false
    try {
      return ask()
    } finally {
      this.isArmed = true
    }
  }

  /** The same where the answer takes a while. */
  async untilDone<T>(ask: () => Promise<T>): Promise<T> {
    this.isArmed = false
    try {
      return await ask()
    } finally {
      this.isArmed = true
    }
  }

  get made(): number {
    return this.calls
  }
}

interface Queue {
  readonly start: () => Promise<void>
  readonly state: () => {
    readonly jobs: readonly { readonly state: string; readonly failure: { readonly message: string } | null }[]
  }
  readonly clear: () => void
  readonly close: () => Promise<void>
}

type Made = (faults: Faults, given: Awaited<ReturnType<typeof library>>, common: InferenceOptions) => Queue

async function library() {
  const stores = emptyLibrary()
  const { added } = await addModels([join(folder, 'one.gguf')], stores)
  return { ...stores, modelIds: added.map(({ id }) => id) }
}

const probing: Made = (faults, { connection, modelIds }, common) => {
  const genomes = new GenomeStore(connection)
  genomes.insert({ id: 'g', name: 'numbers', digest: 'd', description: '', builtIn: false }, [
    'a gene',
    'another',
    'one more',
  ])
  const queue = new ProbeQueue({
    ...common,
    genomes: faults.of('genomes', genomes),
    probes: faults.of('probes', new ProbeStore(connection)),
    onChange: faults.call('onChange', () => undefined),
    onProbes: faults.call('onProbes', () => undefined),
  })
  return {
    start: async () => void queue.start(modelIds, 'g', sampleSettings, { gpu: 'off' }),
    state: () => queue.state(),
    clear: () => queue.clear(),
    close: () => queue.close(),
  }
}

const scoring: Made = (faults, { connection, modelIds }, common) => {
  const benchmarks = new BenchmarkStore(connection)
  const names = ['sums', 'words']
  for (const name of names) {
    benchmarks.insert({ id: name, name, digest: name, task: 'plain', description: '', builtIn: false }, [
      JSON.stringify({ context: `What ${name}?`, choices: ['a', 'b'], gold: 0 }),
    ])
  }
  const queue = new ScoringQueue({
    ...common,
    probes: faults.of('probes', new ProbeStore(connection)),
    benchmarks: faults.of('benchmarks', benchmarks),
    runs: faults.of('runs', new RunStore(connection)),
    scores: faults.of('scores', new ScoreStore(connection)),
    items: faults.of('items', new BenchmarkItems(benchmarks)),
    onChange: faults.call('onChange', () => undefined),
    onRuns: faults.call('onRuns', () => undefined),
  })
  return {
    // The second run goes on with the process of the first.
    start: async () => {
      // Nothing is worked on before all is queued.
      queue.pause()
      for (const benchmarkId of names)
        await queue.start({ modelIds, benchmarkId, seed: 0, limit: null, load: { gpu: 'off' }, precision: 'auto' })
      queue.resume()
    },
    state: () => queue.state(),
    clear: () => queue.clear(),
    close: () => queue.close(),
  }
}

/** Works on jobs with a fault in one call; answers what the jobs came to, and the calls that were made. */
async function worked(
  make: Made,
  at: number,
): Promise<{ readonly failures: string[]; readonly calls: number; readonly after: string[] }> {
  const faults = new Faults(at)
  const known = await library()
  const { start } = fakeInference()
  const queue = make(faults, known, {
    models: faults.of('models', known.models),
    digests: faults.of('digests', known.digests),
    startInference: faults.call('startInference', () => start().then((inference) => faults.of('inference', inference))),
    slot: new InferenceSlot(),
    keeping: {
      store: faults.of('jobs', new JobStore(known.connection)),
      lock: new EngineLock(':memory:', 'this'),
      engine: 'this',
    },
    restartDelays: [1],
    whenWritable: faults.call('whenWritable', known.whenWritable) as InferenceOptions['whenWritable'],
    limits: () => ({}),
    freeSpace: () => ({ memory: 2 ** 40, disk: 2 ** 40 }),
  })
  const states = (): string[] => faults.outside(() => queue.state().jobs.map(({ state }) => state))
  const over = (): Promise<void> =>
    expect
      .poll(() => states().every((state) => ['done', 'failed'].includes(state)), { interval: 5, timeout: 5000 })
      .toBe(true)
  await faults.untilDone(() => queue.start())
  await over()
  const failures = faults.outside(() =>
    queue.state().jobs.flatMap(({ failure }) => (failure === null ? [] : [failure.message])),
  )
  await faults.untilDone(() => {
    queue.clear()
    return queue.start()
  })
  await over()
  const after = states()
  await queue.close()
  known.connection.close()
  return { failures, calls: faults.made, after }
}

describe.each([
  ['probing', probing],
  ['scoring', scoring],
] as const)('a fault of anything that %s calls', (_, make) => {
  beforeEach(() => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('fails at most the job, with the fault as reason, and what is queued after it is done', {
    timeout: 120_000,
  }, async () => {
    const { calls, failures } = await worked(make, Infinity)
    expect(failures).toEqual([])
    expect(calls).toBeGreaterThan(15)
    const seen = new Set<string>()
    for (let at = 1; at <= calls; at += 1) {
      const outcome = await worked(make, at)
      for (const failure of outcome.failures) {
        expect(failure).toMatch(/a fault of \w+/)
        seen.add(failure)
      }
      expect(
        outcome.after.every((state) => state === 'done'),
        `after a fault in call ${String(at)}`,
      ).toBe(true)
    }
    expect(seen.size).toBeGreaterThan(5)
  })
})
