import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ggufFacts } from './gguf-facts.ts'

const models = new URL('../../models/', import.meta.url)
const folder = new URL('demo/', models)
const shape = z.strictObject({
  genome: z.string(),
  forecast: z.strictObject({ model: z.string(), benchmark: z.string() }),
  license: z.literal('CC0-1.0'),
  models: z.array(
    z.strictObject({
      file: z.string(),
      name: z.string(),
      parent: z.union([z.string(), z.tuple([z.string(), z.string()]), z.null()]),
      kind: z.enum(['base', 'finetune', 'merge', 'quantization']),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      tokenizer: z.enum(['gpt2', 'llama']),
      parameters: z.number().int().positive(),
    }),
  ),
})
const manifest = shape.parse(JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')))
const byName = new Map(manifest.models.map((model) => [model.name, model]))
type Entry = (typeof manifest.models)[number]
const parentsOf = (model: Entry): readonly string[] => (model.parent === null ? [] : [model.parent].flat())
const facts = new Map(
  manifest.models.map((model) => [model.name, ggufFacts(readFileSync(new URL(model.file, folder)))]),
)

/** Names of the base models that a model goes back to. */
function founders(name: string, above: readonly string[] = []): Set<string> {
  const model = byName.get(name)
  if (model === undefined) throw new Error(`'${name}' is a parent but not among the models`)
  if (above.includes(name)) throw new Error(`'${name}' is its own ancestor`)
  const parents = parentsOf(model)
  return new Set(parents.length === 0 ? [name] : parents.flatMap((parent) => [...founders(parent, [...above, name])]))
}

describe('demo manifest', () => {
  it('lists exactly the GGUF files of the folder, each under its file name', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.gguf'))
    expect(manifest.models.map((model) => model.file).sort()).toEqual(files.sort())
    expect(manifest.models.map((model) => `${model.name}.gguf`)).toEqual(manifest.models.map((model) => model.file))
    expect(byName.size).toBe(manifest.models.length)
  })

  it('names a genome that ships', () => {
    expect(existsSync(new URL(`genomes/${manifest.genome}.json`, models))).toBe(true)
  })

  it('names a model and a built-in benchmark for the forecast', () => {
    expect(byName.has(manifest.forecast.model)).toBe(true)
    expect(existsSync(new URL(`benchmarks/${manifest.forecast.benchmark}.jsonl`, models))).toBe(true)
  })

  it('gives each kind the right number of parents, all among the models and listed before their children', () => {
    const wanted = { base: 0, finetune: 1, quantization: 1, merge: 2 }
    manifest.models.forEach((model, index) => {
      const parents = parentsOf(model)
      expect(new Set(parents).size, model.name).toBe(wanted[model.kind])
      for (const parent of parents) {
        const at = manifest.models.findIndex((other) => other.name === parent)
        expect(at, `${parent}, parent of ${model.name}`).toBeGreaterThanOrEqual(0)
        expect(at, `${parent}, parent of ${model.name}`).toBeLessThan(index)
      }
    })
  })

  it('has three families with grandchildren, a merge and a quantization', () => {
    const families = new Map<string, Entry[]>()
    for (const model of manifest.models) {
      const roots = [...founders(model.name)]
      expect(roots, model.name).toHaveLength(1)
      for (const root of roots) families.set(root, [...(families.get(root) ?? []), model])
    }
    expect(families.size).toBe(3)
    for (const [root, members] of families) {
      const grandchildren = members.filter((model) => model.kind === 'finetune' && !parentsOf(model).includes(root))
      expect(grandchildren.length, root).toBeGreaterThanOrEqual(1)
    }
    const kinds = manifest.models.map((model) => model.kind)
    expect(kinds).toContain('merge')
    expect(kinds).toContain('quantization')
    expect(manifest.models.length).toBeGreaterThanOrEqual(8)
  })
})

describe.each(manifest.models)('demo model $name', (model) => {
  const found = facts.get(model.name)

  it('has the bytes of the manifest', () => {
    expect(
      createHash('sha256')
        .update(readFileSync(new URL(model.file, folder)))
        .digest('hex'),
    ).toBe(model.sha256)
  })

  it('says in its header what the manifest says', () => {
    expect(found?.parameters).toBe(model.parameters)
    expect(found?.strings.get('tokenizer.ggml.model')).toBe(model.tokenizer)
    expect(found?.strings.get('general.license')).toBe('CC0-1.0')
    expect(found?.strings.get('general.architecture')).toBe('llama')
  })

  it('shares its vocabulary with its family and with no other', () => {
    const [root] = founders(model.name)
    for (const other of manifest.models.filter((one) => one.kind === 'base')) {
      const same = JSON.stringify(facts.get(other.name)?.tokens) === JSON.stringify(found?.tokens)
      expect(same, other.name).toBe(other.name === root)
    }
  })

  it('stores its matrices in F16 unless it is a quantization', () => {
    const elementsF16 = found?.elementsByType.get(1) ?? 0
    if (model.kind === 'quantization') expect(elementsF16).toBeLessThan(model.parameters / 2)
    else expect(elementsF16).toBeGreaterThan(model.parameters * 0.99)
  })
})

it('ships less than 16 MB, demo models and the sample project together', () => {
  const files = readdirSync(models, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const bytes = files.reduce((sum, entry) => sum + statSync(`${entry.parentPath}/${entry.name}`).size, 0)
  expect(bytes).toBeGreaterThan(1_000_000)
  expect(bytes).toBeLessThan(16_000_000)
})
