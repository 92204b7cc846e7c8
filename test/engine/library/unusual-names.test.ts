import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFiles } from '../../../engine/library/find-files.ts'
import { modelName } from '../../../engine/library/model-name.ts'

test('a model’s name shows what cannot be seen in the name of its file', () => {
  expect(modelName('/models/a\u001b[2Jb\u202ec.gguf', null, () => false)).toBe('a\\u{1b}[2Jb\\u{202e}c')
  const cut = modelName(`/models/${'a'.repeat(159)}😀😀.gguf`, null, () => false)
  expect(cut).toBe(`${'a'.repeat(159)}😀`)
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
