/** Packages made with a stand-in for Electron's binary: packing, fuses and the parts of a .deb are the real ones. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { withBuildLock } from '../../../cli/build/build-lock.ts'
import { isFresh } from '../../../cli/build/freshness.ts'
import { buildNode, nodeBuildSources, nodeBuildStamp } from '../../../cli/build/node-side.ts'
import { ensurePage } from '../../../cli/build/page.ts'
import { fuses } from '../../../electron/package/fuses.ts'
import { makePackages } from '../../../electron/package/make-packages.ts'
import { builderConfiguration } from '../../../electron/package/builder-config.ts'
import { packedFiles } from '../../../electron/package/packed-files.ts'
import { electronVersionOf } from '../../../electron/package/packed-tree.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const requireOfBuilder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'))

/** By which electron-builder finds the fuses in a binary; then their version, their number and each fuse. */
const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const fusesAtFirst = '101100011'

interface Asar {
  extractFile(archive: string, file: string): Buffer
  listPackage(archive: string, options: object): string[]
  createPackage(source: string, archive: string): Promise<void>
}

describe.skipIf(process.platform !== 'linux')('the folder of the app and a .deb, one after the other', () => {
  let folder: string
  let unpacked: string
  let asar: Asar
  const said: string[] = []
  let deb: { readonly values: readonly string[]; readonly texts: Readonly<Record<string, string>> }

  beforeAll(async () => {
    asar = (await import(requireOfBuilder.resolve('@electron/asar'))) as Asar
    await ensurePage(() => undefined)
    await withBuildLock(join(root, 'dist', '.node-lock'), async () => {
      if (!isFresh(nodeBuildStamp, nodeBuildSources)) await buildNode()
    })
    folder = mkdtempSync(join(tmpdir(), 'cladescope-package-'))
    const electronDist = join(folder, 'electron')
    const electronVersion = electronVersionOf(root)
    for (const part of ['resources', 'locales']) mkdirSync(join(electronDist, part), { recursive: true })
    writeFileSync(
      join(electronDist, 'electron'),
      `\x7fELF${' '.repeat(100)}${fuseSentinel}\x01\x09${fusesAtFirst}${' '.repeat(100)}`,
      'latin1',
    )
    for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'locales/en-US.pak'])
      writeFileSync(join(electronDist, name), name === 'version' ? electronVersion : '')
    for (const name of ['electron', 'chrome-sandbox']) chmodSync(join(electronDist, name), 0o755)
    const welcome = join(folder, 'welcome')
    mkdirSync(welcome)
    writeFileSync(join(welcome, 'package.json'), '{}')
    await asar.createPackage(welcome, join(electronDist, 'resources', 'default_app.asar'))
    const fpm = join(folder, 'fpm')
    copyFileSync(join(import.meta.dirname, 'fixtures', 'record-fpm.mjs'), `${fpm}.mjs`)
    writeFileSync(fpm, `#!/bin/sh\nexec '${process.execPath}' '${fpm}.mjs' "$@"\n`)
    chmodSync(fpm, 0o755)
    vi.stubEnv('CUSTOM_FPM_PATH', fpm)
    await makePackages({
      projectFolder: root,
      electronDist,
      electronVersion,
      targets: ['dir', 'deb'],
      configuration: {
        directories: { ...builderConfiguration().directories, output: join(folder, 'release') },
        // As large as all the rest, and for graphics cards.
        files: [...packedFiles, '!node_modules/@node-llama-cpp/*-{cuda,cuda-ext,vulkan}/**'],
      },
      say: (text) => void said.push(text),
    })
    unpacked = join(folder, 'release', 'linux-unpacked')
    const [, file] = /^deb: (.+\.deb)$/.exec(said[1] ?? '') ?? []
    deb = JSON.parse(file === undefined ? '{"values":[],"texts":{}}' : readFileSync(file, 'utf8'))
  }, 300_000)

  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  test('both are made', () => {
    expect(said).toEqual([
      'dir: made in release/',
      expect.stringMatching(/^deb: .*linux-amd64\.deb$|^deb: .*arm64\.deb$/),
    ])
    expect(existsSync(join(unpacked, 'cladescope'))).toBe(true)
  })

  test('the fuses of the binary are those that the configuration says', () => {
    const binary = readFileSync(join(unpacked, 'cladescope'), 'latin1')
    const at = binary.indexOf(fuseSentinel) + fuseSentinel.length + 2
    // In the order of Electron's fuses; what is not named stays as it was.
    const order = [
      'runAsNode',
      'enableCookieEncryption',
      'enableNodeOptionsEnvironmentVariable',
      'enableNodeCliInspectArguments',
      'enableEmbeddedAsarIntegrityValidation',
      'onlyLoadAppFromAsar',
      'loadBrowserProcessSpecificV8Snapshot',
      'grantFileProtocolExtraPrivileges',
    ] as const
    expect(Object.keys(fuses).sort()).toEqual([...order].sort())
    expect(binary.slice(at, at + fusesAtFirst.length)).toBe(
      order.map((name) => (fuses[name] ? '1' : '0')).join('') + fusesAtFirst.slice(order.length),
    )
  })

  test('the archive holds the app under its name, and what is opened by its path lies beside it', () => {
    const archive = join(unpacked, 'resources', 'app.asar')
    expect(JSON.parse(asar.extractFile(archive, 'package.json').toString('utf8'))).toMatchObject({
      main: 'dist/electron/main.js',
      productName: 'Cladescope',
      desktopName: 'cladescope.desktop',
    })
    const listed = asar.listPackage(archive, {})
    for (const entry of ['/dist/electron/main.js', '/dist/electron/preload.cjs', '/dist/renderer/index.html'])
      expect(listed).toContain(entry)
    for (const path of ['models/sample/sample.sqlite.br', 'models/demo/fern.gguf', 'models/genomes/general.json'])
      expect(existsSync(join(unpacked, 'resources', 'app.asar.unpacked', path)), path).toBe(true)
    const library = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`
    expect(existsSync(join(unpacked, 'resources', 'app.asar.unpacked', library))).toBe(true)
  })

  test('the .deb brings the profile of AppArmor with the path of the program', () => {
    const profile = readFileSync(join(unpacked, 'resources', 'apparmor-profile'), 'utf8')
    expect(profile).toContain('profile "cladescope" "/opt/Cladescope/cladescope" flags=(unconfined)')
    expect(profile).not.toContain('${')
  })

  test('the desktop finds the program for each kind of file, its icon and its window', () => {
    const entry = deb.texts['/usr/share/applications/cladescope.desktop']!
    expect(entry).toContain('\nExec=/opt/Cladescope/cladescope %U\n')
    expect(entry).toContain('\nStartupWMClass=cladescope\n')
    const types = /^MimeType=(.*)$/m
      .exec(entry)![1]!
      .split(';')
      .filter((type) => type !== '')
    expect(types.sort()).toEqual([
      'application/jsonl',
      'application/x-cladescope',
      'application/x-gguf',
      'text/csv',
      'text/x-nh',
    ])
    const sizes = deb.values.flatMap((value) => /hicolor\/(\d+)x\1\/apps\/cladescope\.png$/.exec(value)?.[1] ?? [])
    expect(sizes).toEqual(['16', '24', '32', '48', '64', '128', '256', '512'])
  })

  test('types of files are defined for those that the system does not know', () => {
    const types = [...deb.texts['/usr/share/mime/packages/cladescope.xml']!.matchAll(/mime-type type="([^"]+)"/g)]
    expect(types.map(([, type]) => type).sort()).toEqual([
      'application/jsonl',
      'application/x-cladescope',
      'application/x-gguf',
      'text/x-nh',
    ])
  })

  test('it needs no package for a tray, and belongs to science', () => {
    expect(deb.values).not.toContain('--deb-recommends')
    expect(deb.values[deb.values.indexOf('--category') + 1]).toBe('science')
  })
})
