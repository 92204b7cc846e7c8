import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { addModels } from '../../../engine/library/add-models.ts'
import { WatchedFiles } from '../../../engine/library/watched-files.ts'
import { settlingTime } from '../../../native/file-state.ts'
import { emptyLibrary, namedModel, splitPart, write } from '../fixtures/tiny-library.ts'

const { signal } = new AbortController()

async function watched(files: Readonly<Record<string, Uint8Array>>) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cladescope-watched-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  write(folder, files)
  const library = emptyLibrary()
  const { added } = await addModels([folder], library)
  const model = added[0]!
  return {
    library,
    model,
    folder,
    path: model.places[0]!.files[0]!.path,
    files: new WatchedFiles(model, library.models, library.digests),
  }
}

/** Other content of the same size, in the same file, with the time of writing set back to what it was. */
function overwriteUnseen(path: string, content: Uint8Array): void {
  const { atime, mtime, size } = statSync(path)
  writeFileSync(path, content)
  utimesSync(path, atime, mtime)
  expect(statSync(path).size).toBe(size)
}

it('a file that nobody touches is in the same state at each look, and is not read', async () => {
  const { files, library } = await watched({ 'one.gguf': namedModel('before') })
  library.connection.exec(`UPDATE file_digests SET sha256 = 'not read'`)
  const state = await files.verified(signal)
  expect(await files.verified(signal)).toBe(state)
  expect(await files.areIn(state)).toBe(true)
})

it('a file overwritten in place with its size and time of writing kept is found out', async () => {
  const { files, path } = await watched({ 'one.gguf': namedModel('before') })
  const state = await files.verified(signal)
  overwriteUnseen(path, namedModel('behind'))
  expect(await files.areIn(state)).toBe(false)
  await expect(files.verified(signal)).rejects.toThrow(
    /one\.gguf has changed since it was added: expected sha256 [0-9a-f]{12}…, found sha256 [0-9a-f]{12}…/,
  )
})

it('so is one overwritten at once after it was added, though clocks of files tick slowly', async () => {
  for (let time = 0; time < 20; time += 1) {
    const { files, path } = await watched({ 'one.gguf': namedModel('before') })
    overwriteUnseen(path, namedModel('behind'))
    await expect(files.verified(signal)).rejects.toMatchObject({ failure: 'changed-file' })
  }
})

it('so is another file put in its place', async () => {
  const { files, path, folder } = await watched({ 'one.gguf': namedModel('before') })
  copyFileSync(path, join(folder, 'spare.bin'))
  overwriteUnseen(join(folder, 'spare.bin'), namedModel('behind'))
  renameSync(join(folder, 'spare.bin'), path)
  await expect(files.verified(signal)).rejects.toMatchObject({ failure: 'changed-file' })
})

it('so is any part of a split model', async () => {
  const { files, model } = await watched({
    'big-00001-of-00002.gguf': splitPart(1, 2),
    'big-00002-of-00002.gguf': splitPart(2, 2),
  })
  await files.verified(signal)
  overwriteUnseen(
    model.places[0]!.files[1]!.path,
    splitPart(2, 2).map((byte, index, all) => (index === all.length - 1 ? 1 : byte)),
  )
  await expect(files.verified(signal)).rejects.toThrow(/big-00002-of-00002\.gguf has changed/)
})

it('a longer file is refused by its size, a missing one by name', async () => {
  const { files, path } = await watched({ 'one.gguf': namedModel('before') })
  const { size } = statSync(path)
  appendFileSync(path, 'more')
  await expect(files.verified(signal)).rejects.toThrow(
    `expected ${String(size)} bytes, found ${String(size + 4)} bytes`,
  )
  rmSync(path)
  await expect(files.verified(signal)).rejects.toMatchObject({ failure: 'missing-file' })
})

it('a file that is there and cannot be read is not said to be another or gone', async () => {
  const { files, path } = await watched({ 'one.gguf': namedModel('before') })
  rmSync(path)
  symlinkSync(path, path)
  await expect(files.verified(signal)).rejects.toMatchObject({
    failure: 'unreadable-file',
    message: expect.stringMatching(/one\.gguf cannot be read: ELOOP/) as string,
  })
})

// No right is missing to the administrator.
it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
  'nor is one that this user has no right to read',
  async () => {
    const { files, path } = await watched({ 'one.gguf': namedModel('before') })
    chmodSync(path, 0)
    await expect(files.verified(signal)).rejects.toMatchObject({
      failure: 'unreadable-file',
      message: expect.stringMatching(/permission denied \(EACCES\)/) as string,
    })
  },
)

it('where the file is gone or holds something else another place is read, and all are named where none can be', async () => {
  const { files, library, folder } = await watched({
    'one.gguf': namedModel('before'),
    'two.gguf': namedModel('before'),
    'three.gguf': namedModel('before'),
  })
  const states = [await files.verified(signal)]
  expect(files.path).toBe(join(folder, 'one.gguf'))
  rmSync(join(folder, 'one.gguf'))
  expect(await files.areIn(states[0]!)).toBe(false)
  states.push(await files.verified(signal))
  expect(files.path).toBe(join(folder, 'three.gguf'))
  expect(await files.areIn(states[1]!)).toBe(true)
  overwriteUnseen(files.path, namedModel('behind'))
  states.push(await files.verified(signal))
  expect(files.path).toBe(join(folder, 'two.gguf'))
  expect(new Set(states).size).toBe(3)
  // One that comes back hinders nothing; one that was added meanwhile is taken too.
  writeFileSync(join(folder, 'one.gguf'), namedModel('before'))
  expect(await files.verified(signal)).toBe(states[2])
  writeFileSync(join(folder, 'four.gguf'), namedModel('before'))
  await addModels([join(folder, 'four.gguf')], library)
  rmSync(join(folder, 'one.gguf'))
  rmSync(join(folder, 'two.gguf'))
  await files.verified(signal)
  expect(files.path).toBe(join(folder, 'four.gguf'))
  rmSync(files.path)
  await expect(files.verified(signal)).rejects.toThrow(
    /^None of the 4 places of the model can be used\. .*four\.gguf has been moved.*three\.gguf has changed.*one\.gguf has been moved.*two\.gguf has been moved/,
  )
})

it('a place that is as it was is read before one that has to be read to know, and its state is kept', async () => {
  const { files, library, folder, model } = await watched({
    'one.gguf': namedModel('before'),
    'two.gguf': namedModel('before'),
  })
  utimesSync(join(folder, 'one.gguf'), new Date(), new Date(Date.now() + 60_000))
  library.connection.exec(`DELETE FROM file_digests`)
  await new WatchedFiles(library.models.get(model.id)!, library.models, library.digests).verified(signal)
  expect(library.connection.prepare('SELECT count(*) FROM file_digests').pluck().get()).toBe(0)
  library.models.removePlace(model.id, 1)
  await files.verified(signal)
  expect(library.models.get(model.id)!.places).toHaveLength(1)
})

it('a file with the same content in another state is accepted, recorded, and told from before', async () => {
  const { files, path, library, model } = await watched({ 'one.gguf': namedModel('before') })
  const state = await files.verified(signal)
  chmodSync(path, 0o600)
  writeFileSync(path, namedModel('before'))
  const after = await files.verified(signal)
  expect(after).not.toBe(state)
  expect(await files.verified(signal)).toBe(after)
  // The next engine need not read it again.
  library.connection.exec(`UPDATE file_digests SET sha256 = 'not read'`)
  expect(await new WatchedFiles(library.models.get(model.id)!, library.models, library.digests).verified(signal)).toBe(
    after,
  )
})

it('a file recorded by an older version, which kept less of its state, is read once', async () => {
  const { library, model } = await watched({ 'one.gguf': namedModel('before') })
  library.connection.exec(`UPDATE model_files SET device = '', changed = ''; DELETE FROM file_digests`)
  const state = await new WatchedFiles(library.models.get(model.id)!, library.models, library.digests).verified(signal)
  expect(library.models.get(model.id)!.places[0]!.files[0]!.changed).not.toBe('')
  expect(await new WatchedFiles(library.models.get(model.id)!, library.models, library.digests).verified(signal)).toBe(
    state,
  )
})

it('a time of change tells the next one only once the clock that made it has moved on', () => {
  const state = (changed: string) => ({ device: '1', inode: '1', size: 1, modified: '1', changed })
  expect(settlingTime(state('5000400000'), 5000)).toBeGreaterThanOrEqual(20)
  expect(settlingTime(state('5000400000'), 5100)).toBe(0)
  // Whole seconds: the clock of the file system may tick every other second.
  expect(settlingTime(state('5000000000'), 5100)).toBeGreaterThan(1800)
  expect(settlingTime(state('5000000000'), 7100)).toBe(0)
})
