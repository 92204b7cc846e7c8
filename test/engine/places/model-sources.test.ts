import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { countRefused } from '../../../core/model/file-kind.ts'
import type { CallOutput } from '../../../engine/api/contract.ts'
import { type Engine, openEngine } from '../../../engine/engine.ts'
import { stringEntry, tinyEntries, tinyModel } from '../fixtures/gguf-writer.ts'
import { fillHome, onlyHome } from '../fixtures/other-programs.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { namedModel, splitPart, write } from '../fixtures/tiny-library.ts'

type Source = CallOutput<'sources.find'>[number]

const top = temporaryFolder()
let homes = 0
let home: string
let engine: Engine
const opened: Engine[] = []

beforeEach(async () => {
  homes += 1
  home = join(top, String(homes))
  mkdirSync(home)
  engine = await openHere()
})
afterAll(() => Promise.all(opened.map((one) => one.close())))

async function openHere(): Promise<Engine> {
  const one = await openEngine({
    databaseFile: join(home, 'cladescope.db'),
    surroundings: onlyHome(home),
    modelsFolder: join(home, 'none'),
  })
  opened.push(one)
  return one
}

const find = (): Promise<Source[]> => engine.call('sources.find', {})
const add = (sources: readonly Source[]): Promise<CallOutput<'sources.add'>> =>
  engine.call('sources.add', { sourceIds: sources.map(({ id }) => id), operation: 'adding' })
const shown = ({ name, models, leftOut }: Source): unknown[] => [
  name,
  models.map((model) => `${model.name}${model.isKnown ? ' (known)' : ''}`),
  countRefused(leftOut),
]
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

describe.skipIf(process.platform === 'win32')('sources of models', () => {
  it('are found with the names, counts and sizes of their models, and all is added under these names', async () => {
    fillHome(home, namedModel)
    const sources = await find()
    expect(sources.map(shown)).toEqual([
      ['Hugging Face', ['acme/Oak-GGUF/oak-Q8_0'], '1 unfinished download, 1 link that leads nowhere'],
      ['LM Studio', ['oak-tales-Q8_0'], '1 projector'],
      ['Ollama', ['moss:latest', 'hf.co/cc/Fern-GGUF:Q8_0'], '1 projector, 1 unfinished download'],
      ['Jan', ['Fern Sums', 'Oak Sums'], ''],
      ['GPT4All', ['fern-tales.Q8_0'], '1 unfinished download'],
    ])
    expect(sources[1]).toMatchObject({ path: join(home, 'disk2/llms'), isRefused: false, unreadable: null })
    expect(sources[1]!.models[0]!.bytes).toBe(namedModel('oak-tales').length)

    const report = await add(sources)
    expect(report.added.map(({ name }) => name)).toEqual(
      sources.flatMap(({ models }) => models.map(({ name }) => name)),
    )
    expect(report).toMatchObject({ known: [], copies: [], renamed: [] })
    expect(countRefused(report.refused)).toBe('2 projectors, 3 unfinished downloads, 1 link that leads nowhere')
    const moss = report.added.find(({ name }) => name === 'moss:latest')
    expect(moss).toMatchObject({ sha256: sha256(namedModel('moss')), filesState: 'present' })

    const again = await find()
    expect(again.every(({ models }) => models.every(({ isKnown }) => isKnown))).toBe(true)
    expect((await add(again)).added).toEqual([])
  })

  it('are refused, which is remembered, and taken back', async () => {
    fillHome(home, namedModel)
    const [first, second] = await find()
    await engine.call('sources.refuse', { sourceIds: [first!.id, second!.id], isRefused: true })
    await engine.call('sources.refuse', { sourceIds: [second!.id], isRefused: false })
    await engine.call('sources.refuse', { sourceIds: [first!.id], isRefused: true })
    engine = await openHere()
    const reopened = await find()
    expect(reopened.map(({ isRefused }) => isRefused)).toEqual([true, false, false, false, false])
    await expect(engine.call('sources.refuse', { sourceIds: ['guess'], isRefused: true })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('share a content where names, links, samples or earlier reads tell so', async () => {
    fillHome(home, namedModel)
    const digest = sha256(namedModel('moss'))
    const studio = join(home, 'disk2/llms/acme/moss')
    mkdirSync(studio)
    linkSync(join(home, `.ollama/models/blobs/sha256-${digest}`), join(studio, 'linked.gguf'))
    symlinkSync(join(home, 'elsewhere/fern-sums.gguf'), join(studio, 'symbolic.gguf'))
    writeFileSync(join(studio, 'copied.gguf'), namedModel('moss'))
    write(studio, { 'two-00001-of-00002.gguf': splitPart(1, 2), 'two-00002-of-00002.gguf': splitPart(2, 2) })
    const contents = async (): Promise<Map<string, string>> =>
      new Map((await find()).flatMap(({ models }) => models.map(({ name, content }) => [name, content])))
    const before = await contents()
    expect(before.get('linked')).toBe(before.get('moss:latest'))
    expect(before.get('symbolic')).toBe(before.get('Fern Sums'))
    expect(before.get('copied')).toBe(before.get('moss:latest'))
    expect(before.get('moss:latest')).toBe(digest)
    expect(new Set(before.values()).size).toBe(before.size - 3)

    const report = await add(await find())
    expect(report.added).toHaveLength(8)
    // The model has the name of the first program that has it, and of its files the first.
    expect(report.copies.map(({ name }) => name).sort()).toEqual(['copied', 'copied', 'symbolic'])
    const after = await contents()
    // Of two files in one folder with one content the first is shown.
    expect(after.has('linked')).toBe(false)
    expect(after.get('copied')).toBe(after.get('moss:latest'))
  })

  it('share no content where a sample differs, though their sizes are the same', async () => {
    // Larger than what is sampled of a file; the difference lies in its last byte.
    const large = Buffer.concat([namedModel('moss'), Buffer.alloc(3 * 2 ** 20, 7)])
    const changedAt = (offset: number): Buffer => {
      const changed = Buffer.from(large)
      changed[offset] = 8
      return changed
    }
    write(join(home, '.lmstudio/models/acme'), {
      'first.gguf': large,
      'ending.gguf': changedAt(large.length - 1),
    })
    write(join(home, '.local/share/nomic.ai/GPT4All'), { 'second.gguf': large })
    const contentOf = new Map(
      (await find()).flatMap(({ models }) => models.map(({ name, content }) => [name, content] as const)),
    )
    expect(contentOf.size).toBe(3)
    expect(contentOf.get('second')).toBe(contentOf.get('first'))
    expect(contentOf.get('ending')).not.toBe(contentOf.get('first'))
  })

  it('say of a blob that holds something else than its name says what was expected and found', async () => {
    fillHome(home, namedModel)
    const digest = sha256(namedModel('moss'))
    writeFileSync(join(home, `.ollama/models/blobs/sha256-${digest}`), namedModel('nettle'))
    const sources = await find()
    const report = await add(sources.filter(({ name }) => name === 'Ollama'))
    expect(report.added.map(({ name }) => name)).toEqual(['hf.co/cc/Fern-GGUF:Q8_0'])
    expect(report.refused.find(({ kind }) => kind === 'damaged')?.reason).toBe(
      `The file of moss:latest in Ollama is named after its sha256. Expected ${digest}, found ${sha256(namedModel('nettle'))}: it is damaged or was changed. Download it again with Ollama.`,
    )
  })

  it('leave out what is no language model, by what the headers say, with its kind', async () => {
    const entries = (architecture: string, ...more: ReturnType<typeof stringEntry>[]) =>
      tinyModel({
        entries: [
          ...tinyEntries.filter(({ key }) => key !== 'general.architecture'),
          stringEntry('general.architecture', architecture),
          ...more,
        ],
      })
    write(join(home, '.lmstudio/models/acme'), {
      'good.gguf': namedModel('good'),
      'lora.gguf': entries('llama', stringEntry('general.type', 'adapter')),
      'vision.gguf': entries('clip'),
      'page.gguf': '<!doctype html>',
      'half.gguf': namedModel('half').slice(0, -20),
      'half-00001-of-00002.gguf': splitPart(1, 2),
      'next.gguf.part': '',
    })
    expect((await find()).map(shown)).toEqual([
      [
        'LM Studio',
        ['good'],
        '1 projector, 1 adapter, 2 unfinished downloads, 1 split model with a missing part, 1 file of another format',
      ],
    ])
    const report = await add(await find())
    expect([report.added.length, countRefused(report.refused)]).toEqual([
      1,
      '1 projector, 1 adapter, 2 unfinished downloads, 1 split model with a missing part, 1 file of another format',
    ])
  })

  it('give models of one name a fact, as other files', async () => {
    fillHome(home, namedModel)
    write(join(home, '.local/share/Jan/data/llamacpp/models'), {
      'a/model.gguf': namedModel('a'),
      'a/model.yml': 'name: Twin\nmodel_path: llamacpp/models/a/model.gguf',
      'b/model.gguf': namedModel('b'),
      'b/model.yml': 'name: Twin\nmodel_path: llamacpp/models/b/model.gguf',
    })
    const report = await add((await find()).filter(({ name }) => name === 'Jan'))
    const names = report.added.map(({ name }) => name).filter((name) => name.startsWith('Twin'))
    expect(names).toEqual(['Twin (a)', 'Twin (b)'])
  })

  it('are gone when they are, and a vanished one cannot be added', async () => {
    fillHome(home, namedModel)
    const sources = await find()
    renameSync(join(home, 'disk2'), join(home, 'disk3'))
    await expect(add(sources)).rejects.toMatchObject({ code: 'not-found' })
    expect((await find()).map(({ name }) => name)).toEqual(['Hugging Face', 'Ollama', 'Jan', 'GPT4All'])
  })

  it('are where a choice of files may start', async () => {
    fillHome(home, namedModel)
    await find()
    const roots = await engine.call('places.roots', {})
    expect(roots.map(({ name }) => name).slice(0, 6)).toEqual([
      'Home',
      'Hugging Face',
      'LM Studio',
      'Ollama',
      'Jan',
      'GPT4All',
    ])
  })
})
