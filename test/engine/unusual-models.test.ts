import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openEngine } from '../../engine/engine.ts'
import { putTogether, takeApart, withMetadata, type WholeTensor } from './fixtures/edit-gguf.ts'
import { arrayValue, bytesOf, text, u32, u64, uint32Entry } from './fixtures/gguf-writer.ts'
import { allOver, queueUntil } from './fixtures/queue-setup.ts'
import { temporaryFolder } from './fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const plain = new Uint8Array(readFileSync(join(import.meta.dirname, '../../models/demo/moss.gguf')))
const { entries, tensors } = takeApart(plain)
const valueOf = (key: string): Uint8Array => entries.find((entry) => entry.key === `tokenizer.ggml.${key}`)!.value
const listEntry = (key: string, type: number, elements: readonly Uint8Array[]) => ({
  key: `tokenizer.ggml.${key}`,
  type: 9,
  value: arrayValue(type, elements),
})

/** The tokens as the file holds them, each with its length in front. */
const tokens = ((): Uint8Array[] => {
  const value = valueOf('tokens')
  const view = new DataView(value.buffer, value.byteOffset)
  const found: Uint8Array[] = []
  for (let at = 12; at < value.length; at += found.at(-1)!.length)
    found.push(value.slice(at, at + 8 + Number(view.getBigUint64(at, true))))
  return found
})()
const emptied = 600
const padding = Array.from({ length: 64 }, (_, index) => text(`[PAD${String(index)}]`))

/** A list of four-byte numbers with more of them at its end. */
function withMore(key: string, more: Uint8Array) {
  const value = valueOf(key)
  const type = new DataView(value.buffer, value.byteOffset).getUint32(0, true)
  const body = bytesOf(value.slice(12), ...padding.map(() => more))
  return { key: `tokenizer.ggml.${key}`, type: 9, value: bytesOf(u32(type), u64(body.length / 4), body) }
}

/** Tokens and rows that nothing makes, behind those of the model. */
function padded(): Uint8Array {
  const withTokens = withMetadata(plain, [
    listEntry('tokens', 8, [...tokens, ...padding]),
    withMore('scores', new Uint8Array(new Float32Array([-10_000]).buffer)),
    withMore('token_type', u32(5)),
    uint32Entry('llama.vocab_size', tokens.length + padding.length),
  ])
  const withRows = tensors.map((tensor): WholeTensor => {
    const { name, dimensions, data } = tensor
    if (name !== 'token_embd.weight' && name !== 'output.weight') return tensor
    const rows = Number(dimensions[1])
    const more = data.slice(0, (data.length / rows) * padding.length)
    return { ...tensor, dimensions: [dimensions[0]!, BigInt(rows + padding.length)], data: bytesOf(data, more) }
  })
  return putTogether({ entries: takeApart(withTokens).entries, tensors: withRows })
}

/** The same function from other weights: the inner units of each feed-forward layer in the reverse order. */
function withUnitsReversed(): Uint8Array {
  const reversed = (tensor: WholeTensor): WholeTensor => {
    if (!/\.ffn_(gate|up|down)\.weight$/.test(tensor.name)) return tensor
    const [columns, rows] = tensor.dimensions.map(Number) as [number, number]
    const elements = new Uint16Array(tensor.data.slice().buffer, 0, columns * rows)
    const data = elements.map((_, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns]
      return tensor.name.includes('down')
        ? elements[row * columns + (columns - 1 - column)]!
        : elements[(rows - 1 - row) * columns + column]!
    })
    return { ...tensor, data: new Uint8Array(data.buffer) }
  }
  return putTogether({ entries, tensors: tensors.map(reversed) })
}

const files = {
  plain,
  padded: padded(),
  'empty token': withMetadata(plain, [listEntry('tokens', 8, tokens.with(emptied, text('')))]),
  'end tokens': withMetadata(plain, [
    { key: 'tokenizer.ggml.add_eos_token', type: 7, value: new Uint8Array([1]) },
    uint32Entry('tokenizer.ggml.eos_token_id', 4_294_967_295),
  ]),
  'units reversed': withUnitsReversed(),
  'bytes behind': bytesOf(plain, new Uint8Array(4096)),
  'short context': withMetadata(plain, [uint32Entry('llama.context_length', 8)]),
}
for (const [name, file] of Object.entries(files)) writeFileSync(join(folder, `${name}.gguf`), file)

describe('unusual files', { timeout: 120_000 }, async () => {
  const engine = await openEngine({ databaseFile: join(folder, 'db.sqlite'), modelsFolder: join(folder, 'absent') })
  const place = engine.grantPlace(folder)
  const { refused } = await engine.call('models.add', { placeIds: [place.id], operation: 'add' })
  const models = await engine.call('models.list', {})
  const named = (name: string) => models.find((model) => model.name === name)!
  afterAll(() => engine.close())

  const rule = { chars: 4, strip: 'none', temperature: 1 } as const
  const settings = { ...rule, tolerance: 0.001, pooled: false, maxDepth: 24, maxNodes: 1000 }
  const probed = async (names: readonly string[], name: string, genes: readonly string[]) => {
    const genome = await engine.call('genomes.add', { name, genes: [...genes] })
    const modelIds = names.map((each) => named(each).id)
    const load = { gpu: 'off', threads: 1 } as const
    await engine.call('probes.start', { modelIds, genomeId: genome.id, settings, load })
    return { genomeId: genome.id, modelIds, jobs: (await queueUntil(engine, allOver)).jobs.slice(-modelIds.length) }
  }

  it('are all taken', () => {
    expect(refused).toEqual([])
    expect(models.map(({ name }) => name).sort()).toEqual(Object.keys(files).sort())
  })

  it('that compute the same give the same numbers, with a remark where the header has something to say', async () => {
    const same = Object.keys(files).filter((name) => name !== 'short context')
    const { genomeId, modelIds, jobs } = await probed(same, 'some', ['The old house', 'Once upon a time', '2 + 3 ='])
    expect(jobs.map(({ state, failure }) => [state, failure])).toEqual(same.map(() => ['done', null]))
    const request = { genomeId, modelIds, measure: 'nei-mean', rule } as const
    const { distance } = await engine.call('analysis.distances', request)
    expect(distance).toHaveLength(same.length)
    for (const pair of distance.flat()) expect(pair).toBeLessThan(0.001)
    const kinds = Object.fromEntries(same.map((name) => [name, named(name).remarks.map(({ kind }) => kind)]))
    const none = Object.fromEntries(same.map((name) => [name, []]))
    expect(kinds).toEqual({ ...none, 'end tokens': ['token ids', 'end token'] })
  })

  it('with a context shorter than a gene set that gene aside and give the others', async () => {
    const { genomeId, modelIds, jobs } = await probed(['short context'], 'of all lengths', [
      'I like',
      'Once upon a time there was a little old woman who lived in a small house',
    ])
    expect(jobs).toMatchObject([{ state: 'done' }])
    expect(named('short context').remarks).toMatchObject([{ kind: 'context' }])
    const probes = await engine.call('probes.list', {})
    const probe = probes.find((stored) => stored.modelId === modelIds[0] && stored.genomeId === genomeId)
    expect(probe).toMatchObject({ done: 1, setAside: [1], complete: true })
    expect(probe!.asideReasons).toEqual([
      expect.stringMatching(/^gene 1: expected at most 8 tokens, as many as the model's context holds, found \d+$/),
    ])
    // The texts that both sources are compared on are cut to the context as well.
    expect(probe!.environments).toMatchObject([{ source: 'direct' }])
  })

  it('with a context shorter than every gene fail with what to do', async () => {
    const long = 'Once upon a time there was a little old woman who lived in a small house'
    const { jobs } = await probed(['short context'], 'long', [long, `${long} alone`])
    expect(jobs).toMatchObject([{ state: 'failed', failure: { failure: 'text-too-long', stage: 'probe' } }])
    expect(jobs[0]!.failure!.message).toMatch(
      /^Every one of the 2 genes is longer than the model can read: gene 0: .*; gene 1: .*found \d+\. Take shorter genes, or a model with a longer context\.$/,
    )
  })
})
