import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readGgufFileInfo } from 'node-llama-cpp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ItemResult } from '../../../core/benchmark/choice-score.ts'
import { decodeGeneResult } from '../../../core/population/population-codec.ts'
import type { GeneResult } from '../../../core/population/population.ts'
import type { Inference } from '../../../native/process/inference.ts'
import { startInference } from '../../../native/process/start-inference.ts'
import { defaultProbeSettings, type ProbeSettings } from '../../../core/population/probe-settings.ts'

const model = (name: string): string => fileURLToPath(new URL(`../../../models/demo/${name}.gguf`, import.meta.url))
const settings: ProbeSettings = { ...defaultProbeSettings, tolerance: 0.01 }
const load = { gpu: 'off', threads: 1, longestText: 99 } as const

let folder: string
let inference: Inference

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cladescope-inference-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => inference.close())

const texts = ['The capital of Arlen is', 'Once there was a', 'def f(x):', '2 + 2 =', 'Question: who', 'The river']
const genes = texts.map((text, index) => ({ index, text }))

async function probeAll(target: Inference, which = genes): Promise<GeneResult[]> {
  const results: GeneResult[] = []
  await target.probe(which, settings, {
    onGene: (index, record) => {
      results[index] = decodeGeneResult(record.bytes)
    },
  })
  return results
}

test('a demo model is scored, an abort stops it, and a probe follows', async () => {
  inference = await startInference()
  await inference.load(model('oak'), load)
  const items = Array.from({ length: 300 }, (_, index) => ({
    index,
    choices: [3, 4].map((sum) => ({ context: `${index} and 2 + 2 =`, continuation: ` ${sum}.` })),
  }))
  const scoreAll = async (which: typeof items, signal?: AbortSignal): Promise<ItemResult[]> => {
    const results: ItemResult[] = []
    await inference.score(which, {
      onItem: (result) => {
        results.push(result)
        if (results.length === 100) controller.abort(reason)
      },
      ...(signal === undefined ? {} : { signal }),
    })
    return results.sort((left, right) => left.index - right.index)
  }
  const reason = new Error('enough')
  const controller = new AbortController()
  await expect(scoreAll(items, controller.signal)).rejects.toBe(reason)
  const first = await scoreAll(items.slice(0, 128))
  expect(first.map(({ index }) => index)).toEqual(items.slice(0, 128).map(({ index }) => index))
  for (const { choices } of first)
    for (const { logLikelihood, tokens } of choices) expect([logLikelihood < 0, tokens]).toEqual([true, 2])
  // The second block alone gives the same to the last bit.
  expect(await scoreAll(items.slice(64, 128))).toEqual(first.slice(64))
  expect(await probeAll(inference, genes.slice(0, 2))).toHaveLength(2)
})

test('a demo model is loaded and probed; the same probe again agrees', async () => {
  inference = await startInference()
  const fractions: number[] = []
  const loaded = await inference.load(model('oak'), load, { onProgress: (fraction) => fractions.push(fraction) })
  expect(loaded).toMatchObject({
    trainContextTokens: 512,
    vocabularySize: 512,
    environment: { source: expect.any(String), threads: 1 },
  })
  expect(fractions.at(-1)).toBe(1)

  const first = await probeAll(inference)
  expect(first).toHaveLength(texts.length)
  for (const [index, result] of first.entries()) {
    const sum = [...result.alleles, ...result.residue].reduce((total, { p }) => total + p, 0)
    expect(sum).toBeCloseTo(1, 6)
    expect(result.bound).toBeLessThanOrEqual(0.01)
    expect(result.bytes).toBe(Buffer.byteLength(texts[index]!))
  }
  const second = await probeAll(inference)
  for (const [index, result] of first.entries()) {
    const p = new Map(second[index]!.alleles.map((allele) => [`${allele.text}${allele.end}`, allele.p]))
    for (const allele of result.alleles)
      expect(Math.abs(allele.p - (p.get(`${allele.text}${allele.end}`) ?? 0))).toBeLessThan(1e-3)
  }
})

test('a text that is too long is refused by name, nothing else is lost', async () => {
  inference = await startInference()
  await inference.load(model('oak'), load)
  await expect(probeAll(inference, [...genes, { index: 77, text: 'qz'.repeat(5000) }])).rejects.toMatchObject({
    name: 'InferenceError',
    failure: 'text-too-long',
    stage: 'probe',
    genes: [77],
    message: expect.stringMatching(/expected at most \d+ tokens, as many as the model's context holds, found \d+/),
  })
  expect(await probeAll(inference)).toHaveLength(texts.length)
})

test.skipIf(process.platform === 'win32')('Ctrl-C in the terminal is left to the parent', async () => {
  inference = await startInference()
  process.kill(inference.pid, 'SIGINT')
  expect(await inference.load(model('oak'), load)).toMatchObject({ vocabularySize: 512 })
})

test('abort stops the work and leaves the process usable', async () => {
  inference = await startInference()
  await inference.load(model('oak'), load)
  const controller = new AbortController()
  const many = Array.from({ length: 200 }, (_, index) => ({ index, text: `Tale ${index}: there was a` }))
  const promise = inference.probe(many, defaultProbeSettings, {
    onGene: () => controller.abort(),
    signal: controller.signal,
  })
  await expect(promise).rejects.toMatchObject({ name: 'AbortError' })
  expect(await probeAll(inference)).toHaveLength(texts.length)
})

test.skipIf(process.platform === 'win32')(
  'kill -9 in the middle of a gene rejects with the genes in flight',
  async () => {
    inference = await startInference()
    await inference.load(model('oak'), load)
    const many = Array.from({ length: 200 }, (_, index) => ({ index, text: `Tale ${index}: there was a` }))
    const done = new Set<number>()
    const promise = inference.probe(
      many,
      { ...defaultProbeSettings, tolerance: 1e-6, maxNodes: 100_000 },
      {
        onGene: (index) => done.add(index),
        onProgress: ({ nodes }) => {
          if (nodes > 64) process.kill(inference.pid, 'SIGKILL')
        },
      },
    )
    const error = await promise.then(
      () => undefined,
      (reason: unknown) => reason as { genes: number[] },
    )
    expect(error).toMatchObject({ name: 'InferenceError', failure: 'killed', stage: 'probe' })
    expect(error!.genes.length).toBeGreaterThan(0)
    for (const gene of error!.genes) expect(done.has(gene)).toBe(false)
    await inference.exited
  },
)

describe('files that are no models', () => {
  const good = readFileSync(model('oak'))
  const write = (name: string, bytes: Uint8Array): string => {
    const file = join(folder, name)
    writeFileSync(file, bytes)
    return file
  }

  test.each([
    ['empty', () => new Uint8Array(0), ['corrupt-file', 'failed']],
    ['no GGUF', () => Buffer.from('PK\u0003\u0004'.repeat(1000)), ['corrupt-file']],
    ['cut in the header', () => good.subarray(0, 3000), ['corrupt-file', 'failed']],
    ['cut in the weights', () => good.subarray(0, good.length - 200_000), ['corrupt-file']],
    [
      'of another architecture',
      () => Buffer.from(good.toString('latin1').replaceAll('llama', 'lzama'), 'latin1'),
      ['unsupported-architecture', 'corrupt-file', 'failed'],
    ],
  ])('%s', async (name, bytes, failures) => {
    inference = await startInference()
    const error = await inference.load(write(`${name}.gguf`, bytes()), load, { silence: 30_000 }).then(
      () => undefined,
      (reason: unknown) => reason as { failure: string },
    )
    expect(error).toMatchObject({ name: 'InferenceError', stage: 'load' })
    expect(failures).toContain(error!.failure)
  })

  test('missing', async () => {
    inference = await startInference()
    await expect(inference.load(join(folder, 'missing.gguf'), load)).rejects.toMatchObject({
      name: 'InferenceError',
      failure: 'failed',
      stage: 'load',
    })
  })

  test('with weights that overflow', async () => {
    const { tensorInfo } = await readGgufFileInfo(model('oak'), { readTensorInfo: true, logWarnings: false })
    const norm = tensorInfo!.find((tensor) => tensor.name === 'output_norm.weight')!
    const bytes = Buffer.from(good)
    for (let at = 0; at < Number(norm.dimensions[0]); at++)
      bytes.writeFloatLE(Number.NaN, Number(norm.fileOffset) + 4 * at)
    inference = await startInference()
    await expect(inference.load(write('nan.gguf', bytes), load)).rejects.toMatchObject({
      failure: 'non-finite',
      stage: 'load',
    })
  })
})

test.skipIf(process.platform === 'win32')('an orphaned process ends itself', async () => {
  inference = await startInference()
  // A parent that starts an inference process, tells its pid, and is killed.
  const script = join(folder, 'parent.mjs')
  const module = new URL('../../../native/process/start-inference.ts', import.meta.url).href
  writeFileSync(
    script,
    `import { startInference } from ${JSON.stringify(module)}
     const inference = await startInference()
     await inference.load(${JSON.stringify(model('oak'))}, { gpu: 'off', threads: 1 })
     process.send(inference.pid)
     setInterval(() => undefined, 1000)`,
  )
  const parent = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(message as number)))
  parent.kill('SIGKILL')
  const gone = async (): Promise<boolean> => {
    for (let turn = 0; turn < 100; turn++) {
      try {
        process.kill(pid, 0)
      } catch {
        return true
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return false
  }
  expect(await gone()).toBe(true)
})
