import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addModels } from '../../../engine/library/add-models.ts'
import { findFiles } from '../../../engine/library/find-files.ts'
import { fileName } from '../../../engine/library/model-name.ts'
import { emptyLibrary, namedModel, write } from '../fixtures/tiny-library.ts'

test('a model’s name shows what cannot be seen in the name of its file', () => {
  expect(fileName('/models/a\u001b[2Jb\u202ec.gguf', null)).toBe('a\\u{1b}[2Jb\\u{202e}c')
  const cut = fileName(`/models/${'a'.repeat(159)}😀😀.gguf`, null)
  expect(cut).toBe(`${'a'.repeat(159)}😀`)
})

test('names in composed and in decomposed letters are one name; a cache’s folders of commits are the repository', async () => {
  const library = emptyLibrary()
  const folder = await mkdtemp(join(tmpdir(), 'cladescope-names-'))
  try {
    const commit = 'models--moss--tales-GGUF/snapshots/0123456789abcdef0123456789abcdef01234567'
    write(folder, { 'a/caf\u00e9.gguf': namedModel('one'), [`${commit}/cafe\u0301.gguf`]: namedModel('two') })
    const first = await addModels([join(folder, 'a')], library)
    expect(first.added.map(({ name }) => name)).toEqual(['caf\u00e9'])
    const second = await addModels([folder], library)
    expect(second.added.map(({ name }) => name)).toEqual(['caf\u00e9 (moss/tales-GGUF)'])
    expect(second.known.map(({ name }) => name)).toEqual(['caf\u00e9 (a)'])
    expect(second.renamed).toEqual([{ id: first.added[0]!.id, from: 'caf\u00e9', to: 'caf\u00e9 (a)' }])
    expect(second.added[0]!.places[0]!.files[0]!.path).toBe(join(folder, commit, 'cafe\u0301.gguf'))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.runIf(process.platform === 'linux')(
  'a file whose name is no UTF-8 is reported with what to do, the others are found',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cladescope-names-'))
    try {
      await writeFile(Buffer.concat([Buffer.from(`${folder}/moss`), Buffer.from([0xe9]), Buffer.from('.gguf')]), 'x')
      await writeFile(join(folder, 'real\ufffd.gguf'), 'x')
      await writeFile(join(folder, 'fern.gguf'), 'x')
      const { files, refused } = await findFiles([folder])
      expect(files).toEqual([join(folder, 'fern.gguf'), join(folder, 'real\ufffd.gguf')])
      expect(refused).toEqual([
        {
          path: join(folder, 'moss\ufffd.gguf'),
          kind: 'unreadable',
          reason: expect.stringMatching(/no UTF-8 text.*Rename it/),
        },
      ])
      expect((await findFiles([join(folder, 'moss\ufffd.gguf')])).refused[0]!.reason).toMatch(/no UTF-8 text/)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
