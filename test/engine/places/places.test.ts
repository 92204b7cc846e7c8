import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Places } from '../../../engine/places/places.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const top = temporaryFolder()
const home = join(top, 'home')
mkdirSync(join(home, 'models', 'deep'), { recursive: true })
mkdirSync(join(top, 'outside'))
writeFileSync(join(home, 'models', 'one.gguf'), '12345')
writeFileSync(join(home, 'models', 'readme.md'), '')
writeFileSync(join(home, 'models', '.secret.gguf'), '')

const places = (): Places =>
  new Places(() =>
    Promise.resolve([
      { name: 'Home', path: home },
      { name: 'Gone', path: join(top, 'gone') },
      { name: 'Home again', path: home },
    ]),
  )

describe('places', () => {
  it('offers the roots that exist, once each', async () => {
    expect((await places().offered()).map(({ name, path }) => [name, path])).toEqual([['Home', home]])
  })

  it('lists folders and GGUF files, and walks up to a root but not beyond', async () => {
    const all = places()
    const [root] = await all.offered()
    const listing = await all.list(root!.id)
    expect(listing.parent).toBeNull()
    expect(listing.folders.map((folder) => folder.name)).toEqual(['models'])
    const models = await all.list(listing.folders[0]!.id)
    expect(models.parent).toEqual(root)
    expect(models.folders.map((folder) => folder.name)).toEqual(['deep'])
    expect(models.files).toMatchObject([{ name: 'one.gguf', size: 5 }])
    expect(all.path(models.files[0]!.id)).toBe(join(home, 'models', 'one.gguf'))
  })

  it.runIf(process.platform === 'linux')(
    'shows what cannot be seen in names as escapes, opens them all the same, and says which entries cannot be named',
    async () => {
      const folder = join(home, 'models', 'deep')
      mkdirSync(join(folder, 'a\u202eb'))
      writeFileSync(join(folder, 'a\u202eb', 'moss\u001b[2J.gguf'), '123')
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/moss`), Buffer.from([0xe9]), Buffer.from('.gguf')]), 'x')
      const all = places()
      const listing = await all.list(all.grant(folder).id)
      expect(listing.folders).toMatchObject([{ name: 'a\\u{202e}b', path: join(folder, 'a\\u{202e}b') }])
      expect(listing.unnamable).toEqual(['moss\ufffd.gguf'])
      const inner = await all.list(listing.folders[0]!.id)
      expect(inner.files).toMatchObject([{ name: 'moss\\u{1b}[2J.gguf', size: 3 }])
      expect(all.path(inner.files[0]!.id)).toBe(join(folder, 'a\u202eb', 'moss\u001b[2J.gguf'))
    },
  )

  it('names nothing that was not given out, and grants what exists', async () => {
    const all = places()
    expect(() => all.path(join(home, 'models'))).toThrow('not known to this session')
    expect(() => all.grant(join(top, 'absent'))).toThrow(`There is no file or folder at ${join(top, 'absent')}`)
    expect(() => all.grant(join(top, 'caf\u{fffd}'))).toThrow('no UTF-8 text')
    const granted = all.grant(join(top, 'outside'))
    expect((await all.list(granted.id)).parent).toBeNull()
    expect(all.grant(join(top, 'outside'))).toEqual(granted)
    expect(() => places().path(granted.id)).toThrow('not known')
  })

  it('says so where a folder cannot be listed', async () => {
    const all = places()
    const file = all.grant(join(home, 'models', 'one.gguf'))
    await expect(all.list(file.id)).rejects.toThrow(/cannot be listed/)
  })
})
