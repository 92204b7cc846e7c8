import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bytesText } from '../../../core/format/quantity.ts'
import { countRefused } from '../../../core/model/file-kind.ts'
import { refusedAdvice } from '../../../core/model/refused-advice.ts'
import { addModels } from '../../../engine/library/add-models.ts'
import { freeableBytes, placesNow, sharedBytes } from '../../../engine/library/model-places.ts'
import type { StoredModel } from '../../../engine/store/model-store.ts'
import { declaredPurpose } from '../../../engine/library/declared-purpose.ts'
import { headerRemarks } from '../../../engine/remarks/header-remarks.ts'
import { stringEntry, tinyEntries, tinyModel, uint32Entry } from '../fixtures/gguf-writer.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'
import { emptyLibrary, namedModel, splitPart, write } from '../fixtures/tiny-library.ts'

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex')
const root = temporaryFolder()
let count = 0
const folder = (files: Readonly<Record<string, Uint8Array | string>>): string => {
  count += 1
  const path = join(root, String(count))
  mkdirSync(path)
  write(path, files)
  return path
}
/** At the place that is read. */
const filesState = async (model: StoredModel) => (await placesNow(model))[0]?.state
const pathsOf = (model: StoredModel): string[] => model.places.map(({ files }) => files[0]!.path)
const namesOf = (models: readonly { name: string }[]): string[] => models.map((model) => model.name)

describe('adding models', () => {
  it('adds the good files of a folder and reports the bad ones beside them, each with its reason', async () => {
    const path = folder({
      'good.gguf': namedModel('good'),
      'deep/er/other.gguf': namedModel('other'),
      'empty.gguf': '',
      'page.gguf': '<!doctype html>',
      'cut.gguf': namedModel('cut').slice(0, -20),
      'notes.txt': 'not looked at',
      '.hidden/secret.gguf': namedModel('secret'),
    })
    const report = await addModels([path], emptyLibrary())
    expect(namesOf(report.added)).toEqual(['good', 'other'])
    expect(report.added[0]).toMatchObject({
      sha256: sha256(namedModel('good')),
      id: sha256(namedModel('good')).slice(0, 12),
      architecture: 'llama',
    })
    expect(
      report.refused.map(({ path: refused, reason }) => [refused.slice(path.length + 1), reason.split(':')[0]]),
    ).toEqual([
      ['cut.gguf', 'The file is truncated'],
      ['empty.gguf', `The file is empty (0 bytes). ${refusedAdvice.download}`],
      ['page.gguf', 'Not a GGUF file'],
    ])
  })

  it('reports what does not exist, and a folder without models', async () => {
    const empty = folder({ 'notes.txt': '' })
    const report = await addModels([join(root, 'absent'), empty], emptyLibrary())
    expect(report.refused).toContainEqual({
      path: join(root, 'absent'),
      kind: 'unreadable',
      reason: 'The file does not exist. Look where it lies now.',
    })
    const alone = await addModels([empty], emptyLibrary())
    expect(alone.refused).toEqual([
      {
        path: empty,
        kind: 'no-model',
        reason: `No *.gguf file was found in this folder. ${refusedAdvice['no-model']}`,
      },
    ])
  })

  it('counts links that lead nowhere and what is no regular file', async () => {
    const path = folder({ 'good.gguf': tinyModel() })
    const at = (name: string): string => join(path, name)
    symlinkSync('blobs/gone', at('dangling.gguf'))
    symlinkSync('circle.gguf', at('circle.gguf'))
    symlinkSync('gone', at('dangling.txt'))
    execFileSync('mkfifo', [at('pipe.gguf')])
    symlinkSync('/dev/null', at('device.gguf'))
    const { added, refused } = await addModels([path], emptyLibrary())
    expect(namesOf(added)).toEqual(['good'])
    expect(countRefused(refused)).toBe('2 links that lead nowhere, 2 entries that are no regular files')
    expect(Object.fromEntries(refused.map((one) => [basename(one.path), one.reason]))).toEqual({
      'circle.gguf': `A symbolic link that leads in a circle. ${refusedAdvice['dangling-link']}`,
      'dangling.gguf': `A symbolic link to blobs/gone, which does not exist. ${refusedAdvice['dangling-link']}`,
      'device.gguf': expect.stringContaining('device'),
      'pipe.gguf': expect.stringContaining('pipe'),
    })
    const named = await addModels([at('dangling.gguf'), at('pipe.gguf')], emptyLibrary())
    expect(named.refused.map(({ kind }) => kind)).toEqual(['dangling-link', 'no-file'])
  })

  it('leaves embedding models and rerankers of a folder out unless they are asked for, and parts of downloads', async () => {
    const pooled = (name: string, type: number) =>
      tinyModel({
        entries: [...tinyEntries, stringEntry('general.basename', name), uint32Entry('llama.pooling_type', type)],
      })
    const path = folder({
      'embed.gguf': pooled('embed', 3),
      'rank.gguf': pooled('rank', 4),
      'text.gguf': pooled('text', 0),
      'big.gguf.part': 'GGUF',
      'big.gguf.txt': 'not looked at',
    })
    const report = await addModels([path], emptyLibrary())
    expect(namesOf(report.added)).toEqual(['text'])
    expect(report.refused.map(({ path: refused, kind }) => [refused.slice(path.length + 1), kind])).toEqual([
      ['big.gguf.part', 'download'],
      ['embed.gguf', 'embedding'],
      ['rank.gguf', 'reranker'],
    ])
    const named = await addModels([join(path, 'embed.gguf'), path], emptyLibrary())
    expect(namesOf(named.added)).toEqual(['embed', 'text'])
    expect(headerRemarks(named.added[0]!)).toMatchObject([
      { kind: 'purpose', text: expect.stringContaining('of the kind embedding model') },
    ])
    const asked = await addModels([path], { ...emptyLibrary(), embeddings: true })
    expect(asked.added.map((model) => [model.name, declaredPurpose(model)])).toEqual([
      ['embed', 'embedding'],
      ['rank', 'reranker'],
      ['text', 'text'],
    ])
  })

  it('takes a file that is named directly whatever its ending, with its declared name', async () => {
    const path = folder({ 'sha256-abcdef': namedModel('From a blob') })
    const report = await addModels([join(path, 'sha256-abcdef')], emptyLibrary())
    expect(namesOf(report.added)).toEqual(['From a blob'])
  })

  it('tells different contents of the same file name apart by the first fact that differs', async () => {
    const path = folder({
      'a/model.gguf': namedModel('1'),
      'b/model.gguf': namedModel('2'),
      'c/b/model.gguf': namedModel('3'.repeat(99)),
      'd/b/model.gguf': namedModel('4'),
    })
    const { added, renamed } = await addModels([path], emptyLibrary())
    const size = bytesText(namedModel('3'.repeat(99)).length)
    expect(namesOf(added)).toEqual([
      'model (a)',
      'model (b)',
      `model (${size})`,
      `model (${sha256(namedModel('4')).slice(0, 8)})`,
    ])
    expect(renamed).toEqual([])
  })

  it.each([
    ['its namesake has been renamed', 0, 'my own name'],
    ['the name that its namesake was to have is taken', 1, 'model (a)'],
  ])('names a newcomer anew where meanwhile %s', async (_, outrunner, name) => {
    const library = emptyLibrary()
    const path = folder({
      'a/model.gguf': namedModel('1'),
      'a/other.gguf': namedModel('3'),
      'b/model.gguf': namedModel('2'),
    })
    const before = (await addModels([join(path, 'a')], library)).added
    const { models, whenWritable } = library
    let isOutrun = false
    const outrun: typeof whenWritable = async (work, waiting) => {
      if (!isOutrun) models.rename(before[outrunner]!.id, name)
      isOutrun = true
      return whenWritable(work, waiting)
    }
    const { added, renamed } = await addModels([join(path, 'b')], { ...library, whenWritable: outrun })
    expect([added.length, renamed]).toEqual([1, []])
    expect(models.nameOf(before[outrunner]!.id)).toBe(name)
  })

  it('leaves a name alone that only looks as if a fact stood behind it', async () => {
    const library = emptyLibrary()
    const path = folder({ 'model (1).gguf': namedModel('1'), 'x/model.gguf': namedModel('2') })
    expect(namesOf((await addModels([path], library)).added)).toEqual(['model (1)', 'model'])
    const third = await addModels([folder({ '1/model.gguf': namedModel('3') })], library)
    expect(namesOf(third.added)).toEqual([`model (${sha256(namedModel('3')).slice(0, 8)})`])
  })

  it('keeps every path of one content as a place, and reads another one once the first is gone', async () => {
    const library = emptyLibrary()
    const path = folder({ 'first.gguf': namedModel('same'), 'copy/second.gguf': namedModel('same') })
    const [first, second] = [join(path, 'first.gguf'), join(path, 'copy/second.gguf')]
    const { id } = (await addModels([first], library)).added[0]!
    const stored = () => library.models.get(id)!
    const again = await addModels([path], library)
    expect([again.added, namesOf(again.known)]).toEqual([[], ['first']])
    expect(again.copies).toEqual([{ path: second, modelId: id, sameAs: first, isNew: true }])
    expect(pathsOf(stored())).toEqual([first, second])
    rmSync(first)
    expect((await placesNow(stored())).map(({ place, state }) => [place.files[0]!.path, state])).toEqual([
      [second, 'present'],
      [first, 'missing'],
    ])
    expect(await filesState(stored())).toBe('present')
    renameSync(second, join(path, 'third.gguf'))
    expect(await filesState(stored())).toBe('missing')
    // What has moved has no copy: both recorded paths are gone.
    const moved = await addModels([path], library)
    expect(moved.copies).toEqual([])
    expect(moved.moved).toEqual([{ path: join(path, 'third.gguf'), modelId: id, from: second }])
    expect((await addModels([path], library)).moved).toEqual([])
    expect(pathsOf(stored())).toEqual([first, second, join(path, 'third.gguf')])
    expect(await filesState(stored())).toBe('present')
    copyFileSync(join(path, 'third.gguf'), join(path, 'a.gguf'))
    expect((await addModels([path], library)).copies).toEqual([
      { path: join(path, 'a.gguf'), modelId: id, sameAs: join(path, 'third.gguf'), isNew: true },
    ])
  })

  it('loses none of six copies, and says of each again that it is known', async () => {
    const files = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`${name}.gguf`, namedModel('same')]))
    const path = folder(files)
    const library = emptyLibrary()
    const { added, copies } = await addModels([path], library)
    expect(namesOf(added)).toEqual(['a'])
    expect(copies.map((copy) => copy.path)).toEqual(['b', 'c', 'd', 'e', 'f'].map((name) => join(path, `${name}.gguf`)))
    const places = await placesNow(library.models.list()[0]!)
    expect(places).toHaveLength(6)
    expect(freeableBytes(places)).toBe(5 * namedModel('same').length)
    const again = await addModels([path], library)
    expect([namesOf(again.known), again.copies.map(({ isNew }) => isNew)]).toEqual([['a'], Array(5).fill(false)])
    expect(library.models.list()[0]!.places).toHaveLength(6)
  })

  it('takes a path from the model that lay there before, once another content is read at it', async () => {
    const path = folder({ 'one.gguf': namedModel('before'), 'copy.gguf': namedModel('before') })
    const library = emptyLibrary()
    await addModels([path], library)
    writeFileSync(join(path, 'one.gguf'), namedModel('behind'))
    await addModels([path], library)
    expect(library.models.list().map((model) => [model.declaredName, pathsOf(model)])).toEqual([
      ['before', [join(path, 'copy.gguf')]],
      ['behind', [join(path, 'one.gguf')]],
    ])
  })

  it('keeps symbolic and hard links as places without bytes of their own, and survives circles of links', async () => {
    const path = folder({ 'real/model.gguf': namedModel('linked') })
    const real = join(path, 'real', 'model.gguf')
    symlinkSync(path, join(path, 'real', 'circle'))
    symlinkSync(real, join(path, 'alias.gguf'))
    symlinkSync(join(path, 'nowhere'), join(path, 'dangling.gguf'))
    linkSync(real, join(path, 'real', 'second.gguf'))
    const library = emptyLibrary()
    expect(await addModels([path], library)).toMatchObject({
      added: [{ name: 'alias' }],
      known: [],
      refused: [{ path: join(path, 'dangling.gguf'), kind: 'dangling-link' }],
    })
    const places = await placesNow(library.models.list()[0]!)
    expect(places.map(({ place }, index) => [place.files[0]!.path, sharedBytes(places, index)])).toEqual([
      [join(path, 'alias.gguf'), null],
      [real, { path: join(path, 'alias.gguf'), by: 'symbolic link' }],
      [join(path, 'real', 'second.gguf'), { path: join(path, 'alias.gguf'), by: 'hard link' }],
    ])
    expect(freeableBytes(places)).toBe(0)
    copyFileSync(real, join(path, 'copy.gguf'))
    await addModels([path], library)
    expect(freeableBytes(await placesNow(library.models.list()[0]!))).toBe(namedModel('linked').length)
  })

  it('takes a file by way of a link to its folder for the same place, and a copy in there for another', async () => {
    const path = folder({ 'real/model.gguf': namedModel('linked') })
    const real = join(path, 'real', 'model.gguf')
    symlinkSync(path, join(path, 'real', 'up'))
    symlinkSync(join(path, 'real'), join(path, 'beside'))
    const ways = [join(path, 'real/up/real/model.gguf'), join(path, 'beside/model.gguf')]
    const library = emptyLibrary()
    expect(namesOf((await addModels([join(path, 'beside')], library)).added)).toEqual(['model'])
    for (const way of [...ways, real, path]) {
      const again = await addModels([way], library)
      expect([namesOf(again.known), again.copies, again.moved]).toEqual([['model'], [], []])
    }
    expect(pathsOf(library.models.list()[0]!)).toEqual([ways[1]])
    // Written to, it is known to look otherwise at the path at which it was added.
    utimesSync(real, 1, 1)
    await addModels([real], library)
    expect(pathsOf(library.models.list()[0]!)).toEqual([ways[1]])
    expect(await filesState(library.models.list()[0]!)).toBe('present')
    copyFileSync(real, join(path, 'real', 'second.gguf'))
    expect((await addModels([path], library)).copies).toMatchObject([{ isNew: true, sameAs: ways[1] }])
  })

  it('keeps a split model at two places part by part, a part on a link included', async () => {
    const parts = { 'm-00001-of-00002.gguf': splitPart(1, 2), 'm-00002-of-00002.gguf': splitPart(2, 2) }
    const path = folder({
      ...Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [`a/${name}`, bytes])),
      'b/m-00001-of-00002.gguf': parts['m-00001-of-00002.gguf'],
    })
    symlinkSync(join(path, 'a/m-00002-of-00002.gguf'), join(path, 'b/m-00002-of-00002.gguf'))
    const library = emptyLibrary()
    expect((await addModels([path], library)).refused).toEqual([])
    const [model] = library.models.list()
    expect(model!.places.map(({ files }) => files.map((file) => file.path.slice(path.length + 1)))).toEqual([
      ['a/m-00001-of-00002.gguf', 'a/m-00002-of-00002.gguf'],
      ['b/m-00001-of-00002.gguf', 'b/m-00002-of-00002.gguf'],
    ])
    const places = await placesNow(model!)
    expect(sharedBytes(places, 1)).toBeNull()
    expect(freeableBytes(places)).toBe(splitPart(1, 2).length)
  })

  it('takes a file out of presence when it changes, and content decides when it is added again', async () => {
    const library = emptyLibrary()
    const path = folder({ 'model.gguf': namedModel('before') })
    const file = join(path, 'model.gguf')
    const { added } = await addModels([file], library)
    utimesSync(file, new Date(), new Date(Date.now() + 60_000))
    expect(await filesState(added[0]!)).toBe('touched')
    expect((await addModels([file], library)).known).toHaveLength(1)
    expect(await filesState(library.models.get(added[0]!.id)!)).toBe('present')
    writeFileSync(file, namedModel('after!'))
    expect(namesOf((await addModels([file], library)).added)).toHaveLength(1)
    expect(library.models.list()).toHaveLength(2)
  })
})

describe('split models', () => {
  const parts = {
    'big-00001-of-00003.gguf': splitPart(1, 3),
    'big-00002-of-00003.gguf': splitPart(2, 3),
    'big-00003-of-00003.gguf': splitPart(3, 3),
  }

  it('are one model, from the folder and from any one part', async () => {
    const path = folder(parts)
    const library = emptyLibrary()
    const report = await addModels([path], library)
    expect(report.refused).toEqual([])
    expect(report.added).toMatchObject([
      { name: 'big', parameters: 24, size: Object.values(parts).reduce((sum, part) => sum + part.length, 0) },
    ])
    expect(report.added[0]?.places[0]?.files.map((file) => file.sha256)).toEqual(Object.values(parts).map(sha256))
    expect(namesOf((await addModels([join(path, 'big-00002-of-00003.gguf')], library)).known)).toEqual(['big'])
  })

  it('have a digest that changes with any part and with their order', async () => {
    const one = await addModels([folder(parts)], emptyLibrary())
    const other = await addModels(
      [
        folder({
          ...parts,
          'big-00003-of-00003.gguf': splitPart(3, 3).map((byte, index, all) => (index === all.length - 1 ? 1 : byte)),
        }),
      ],
      emptyLibrary(),
    )
    expect(other.added[0]?.sha256).not.toBe(one.added[0]?.sha256)
  })

  it('with missing parts are counted once, as what they are', async () => {
    const path = folder({ 'big-00001-of-00003.gguf': splitPart(1, 3), 'big-00003-of-00003.gguf': splitPart(3, 3) })
    const { refused } = await addModels([path], emptyLibrary())
    expect(countRefused(refused)).toBe('1 split model with a missing part')
    const two = await addModels([folder({ 'big-00002-of-00003.gguf': splitPart(2, 3) })], emptyLibrary())
    expect(two.refused[0]).toMatchObject({
      kind: 'missing-part',
      reason: expect.stringContaining('Parts 1, 3 of 3 are missing: expected big-00001-of-00003.gguf'),
    })
  })

  it.each<[string, Record<string, Uint8Array>, RegExp]>([
    [
      'a missing part',
      { 'big-00001-of-00003.gguf': splitPart(1, 3), 'big-00003-of-00003.gguf': splitPart(3, 3) },
      /^Part 2 of 3 is missing: expected big-00002-of-00003\.gguf in the same folder/,
    ],
    [
      'a part out of place',
      { ...parts, 'big-00002-of-00003.gguf': splitPart(2, 3, { no: 2 }) },
      /Expected big-00002-of-00003\.gguf to be part 2 of 3; its header says part 3 of 3/,
    ],
    [
      'a part of another split',
      { ...parts, 'big-00003-of-00003.gguf': splitPart(3, 3, { count: 4 }) },
      /its header says part 3 of 4/,
    ],
    [
      'parts that do not belong together',
      { ...parts, 'big-00001-of-00003.gguf': splitPart(1, 3, { tensors: 9 }) },
      /should hold 9 tensors; its parts hold 3/,
    ],
    ['a renamed part', { 'renamed.gguf': splitPart(1, 3) }, /header says part 1 of 3, but renamed\.gguf is not named/],
    ['an absurd number of parts', { 'big-00001-of-99999.gguf': splitPart(1, 3) }, /part 1 of 99999; expected/],
    [
      'a damaged part',
      { ...parts, 'big-00002-of-00003.gguf': splitPart(2, 3).slice(0, -5) },
      /^big-00002-of-00003\.gguf: The file is truncated/,
    ],
  ])('with %s are refused', async (_, files, reason) => {
    const report = await addModels([folder(files)], emptyLibrary())
    expect(report.added).toEqual([])
    expect(report.refused[0]?.reason).toMatch(reason)
  })
})

describe('hashing', () => {
  it('reports the headers, then bytes up to the total, and reads a known file from the cache', async () => {
    const path = folder({ 'one.gguf': namedModel('one'), 'two.gguf': namedModel('two') })
    const library = emptyLibrary()
    const seen: [string, number, number][] = []
    await addModels([path], { ...library, onProgress: ({ unit, done, total }) => seen.push([unit, done, total]) })
    const total = namedModel('one').length + namedModel('two').length
    expect(seen.slice(0, 2)).toEqual([
      ['files', 0, 2],
      ['files', 1, 2],
    ])
    expect(seen.slice(2).every(([unit]) => unit === 'bytes')).toBe(true)
    expect(seen.at(-1)).toEqual(['bytes', total, total])
    library.connection.exec(`UPDATE file_digests SET sha256 = replace(sha256, substr(sha256, 1, 4), 'beef')`)
    library.connection.exec('DELETE FROM models')
    expect((await addModels([path], library)).added.every((model) => model.sha256.startsWith('beef'))).toBe(true)
  })

  it('stops when aborted; models that were finished stay', async () => {
    const path = folder({ 'one.gguf': namedModel('one'), 'two.gguf': namedModel('two') })
    const library = emptyLibrary()
    const abort = new AbortController()
    const adding = addModels([path], {
      ...library,
      signal: abort.signal,
      onStored: () => {
        abort.abort()
      },
    })
    await expect(adding).rejects.toThrow(/abort/i)
    expect(namesOf(library.models.list())).toEqual(['one'])
  })

  it('takes a file that is replaced by one with the same content while it is read', async () => {
    const path = folder({ 'one.gguf': namedModel('one'), 'copy.bin': namedModel('one') })
    const library = emptyLibrary()
    let isReplaced = false
    const { added, refused } = await addModels([join(path, 'one.gguf')], {
      ...library,
      onProgress: ({ unit, done, total }) => {
        expect(done).toBeLessThanOrEqual(total)
        if (unit === 'files' || isReplaced) return
        isReplaced = true
        renameSync(join(path, 'copy.bin'), join(path, 'one.gguf'))
      },
    })
    expect(refused).toEqual([])
    expect(added[0]?.sha256).toBe(sha256(namedModel('one')))
    expect(await filesState(added[0]!)).toBe('present')
  })

  it('refuses a file that is replaced by a longer one while it is read', async () => {
    const longer = namedModel('a name that makes the file longer than it was, by more than the padding of its tensors')
    const { report, library } = await replacedWhileRead(longer)
    expect(report.refused[0]?.reason).toMatch(/changed while it was read/)
    expect(library.models.list()).toEqual([])
  })

  it('describes a file that is replaced by another of its size while it is read as what it then is', async () => {
    const { report } = await replacedWhileRead(namedModel('two'))
    expect(report.added).toMatchObject([{ declaredName: 'two', sha256: sha256(namedModel('two')) }])
  })
})

/** Adds a file which is another one from the first byte on that is hashed. */
async function replacedWhileRead(other: Uint8Array) {
  const path = folder({ 'one.gguf': namedModel('one'), 'other.bin': other })
  const library = emptyLibrary()
  let isReplaced = false
  const report = await addModels([join(path, 'one.gguf')], {
    ...library,
    onProgress: ({ unit }) => {
      if (unit === 'files' || isReplaced) return
      isReplaced = true
      renameSync(join(path, 'other.bin'), join(path, 'one.gguf'))
    },
  })
  return { report, library }
}
