import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../fixtures/memory-source.ts'
import { headerFacts, type HeaderFacts } from '../../../engine/library/gguf/header-facts.ts'
import { readGgufHeader, readHeader } from '../../../engine/library/gguf/header-reader.ts'
import {
  type RawEntry,
  stringEntry,
  stringsEntry,
  tinyEntries,
  tinyModel,
  uint32Entry,
} from '../fixtures/gguf-writer.ts'

const facts = async (
  entries: readonly RawEntry[] = tinyEntries,
  changes: Parameters<typeof tinyModel>[0] = {},
): Promise<HeaderFacts> => headerFacts([await readHeader(memorySource(tinyModel({ entries, ...changes })))])
const without = (key: string): RawEntry[] => tinyEntries.filter((entry) => entry.key !== key)

describe('facts of a model', () => {
  it('come from the metadata and the tensor table', async () => {
    expect(await facts()).toMatchObject({
      architecture: 'llama',
      parameters: 72,
      quantization: 'F16',
      tokenizer: 'gpt2',
      vocabularySize: 4,
      contextLength: 512,
      declaredName: 'Tiny',
      declaredBases: [],
      license: 'cc0-1.0',
      tensorTypes: [
        { type: 'F16', tensors: 1, bytes: 128 },
        { type: 'F32', tensors: 1, bytes: 32 },
      ],
    })
  })

  it('name the quantization after the largest tensor type where no known file type is declared', async () => {
    expect((await facts(without('general.file_type'))).quantization).toBe('F16')
    expect((await facts([...without('general.file_type'), uint32Entry('general.file_type', 999)])).quantization).toBe(
      'F16',
    )
    // Nothing in the file is Q4_K.
    expect((await facts([...without('general.file_type'), uint32Entry('general.file_type', 15)])).quantization).toBe(
      'F16',
    )
  })

  it('list the declared base models', async () => {
    const bases = [
      uint32Entry('general.base_model.count', 2),
      stringEntry('general.base_model.0.name', 'Parent'),
      stringEntry('general.base_model.0.organization', 'Lab'),
      stringEntry('general.base_model.0.version', '1.1'),
      stringEntry('general.base_model.0.repo_url', 'https://example.org/parent'),
      stringEntry('general.base_model.1.name', 'Other'),
    ]
    expect((await facts([...tinyEntries, ...bases])).declaredBases).toEqual([
      { name: 'Parent', organization: 'Lab', version: '1.1', url: 'https://example.org/parent' },
      { name: 'Other' },
    ])
  })

  it('do not follow an absurd number of declared bases', async () => {
    expect(
      (await facts([...tinyEntries, uint32Entry('general.base_model.count', 4_000_000_000)])).declaredBases,
    ).toHaveLength(64)
  })

  it('shorten metadata for display', async () => {
    const { metadata } = await facts([
      ...tinyEntries,
      stringEntry('tokenizer.chat_template', 'x'.repeat(5000)),
      stringsEntry(
        'words',
        Array.from({ length: 100 }, (_, i) => `w${String(i)}`),
      ),
    ])
    const shown = new Map(metadata.map((entry) => [entry.key, entry.value]))
    expect(shown.get('tokenizer.chat_template')).toBe(`${'x'.repeat(400)}… (5000 characters)`)
    expect(shown.get('words')).toBe('[100 × string] w0, w1, w2, w3, w4, w5, w6, w7 …')
    expect(shown.get('tokenizer.ggml.tokens')).toBe('[4 × string] a, b, c, d')
  })
})

describe('files that are no language model', () => {
  it.each<[string, RawEntry[], RegExp]>([
    ['a LoRA adapter', [...tinyEntries, stringEntry('general.type', 'adapter')], /LoRA adapter/],
    ['an importance matrix', [...tinyEntries, stringEntry('general.type', 'imatrix')], /importance matrix/],
    ['a projector by type', [...tinyEntries, stringEntry('general.type', 'mmproj')], /projector/],
    [
      'a projector by architecture',
      [stringEntry('general.architecture', 'clip'), ...without('general.architecture')],
      /projector/,
    ],
    [
      'an encoder',
      [stringEntry('general.architecture', 'bert'), ...without('general.architecture')],
      /an encoder \(architecture bert\)/,
    ],
    ['no architecture', without('general.architecture'), /no general\.architecture/],
    ['no tokenizer', without('tokenizer.ggml.model'), /no tokenizer/],
    ['no tokens', without('tokenizer.ggml.tokens'), /no tokenizer/],
  ])('%s', async (_, entries, message) => {
    await expect(facts(entries)).rejects.toThrow(message)
  })

  it('a vocabulary without tensors', async () => {
    await expect(facts(tinyEntries, { tensors: [], data: 0 })).rejects.toThrow(/holds no tensors/)
  })
})

const demo = join(import.meta.dirname, '../../../models/demo')

describe('the demo models', () => {
  const manifest = JSON.parse(readFileSync(join(demo, 'manifest.json'), 'utf8')) as {
    models: { file: string; tokenizer: string; parameters: number }[]
  }

  it('have the tokenizer and number of parameters that their manifest says', async () => {
    expect(readdirSync(demo).filter((name) => name.endsWith('.gguf')).length).toBeGreaterThanOrEqual(
      manifest.models.length,
    )
    for (const model of manifest.models) {
      const found = headerFacts([await readGgufHeader(join(demo, model.file))])
      expect([model.file, found.tokenizer, found.parameters]).toEqual([model.file, model.tokenizer, model.parameters])
    }
  })
})
