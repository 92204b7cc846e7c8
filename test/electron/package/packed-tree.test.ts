/** What electron-builder packs, by its own matching of files: complete, without what only builds, and able to run. */
import { execFile } from 'node:child_process'
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withBuildLock } from '../../../cli/build/build-lock.ts'
import { isFresh } from '../../../cli/build/freshness.ts'
import { buildNode, nodeBuildSources, nodeBuildStamp } from '../../../cli/build/node-side.ts'
import { ensurePage } from '../../../cli/build/page.ts'
import { electronVersionOf, type PackedFile, packedTree } from '../../../electron/package/packed-tree.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
const lock = read('package-lock.json').packages as Record<
  string,
  { dev?: boolean; optional?: boolean; os?: string[]; cpu?: string[]; libc?: string[]; version: string }
>
const isHere = ({ os, cpu, libc }: (typeof lock)[string]): boolean =>
  (os?.includes(process.platform) ?? true) &&
  (cpu?.includes(process.arch) ?? true) &&
  (libc === undefined || process.platform !== 'linux' || libc.includes('glibc'))

/** As electron-builder and node-llama-cpp name this system. */
const system = { darwin: 'mac', win32: 'win' }[process.platform as string] ?? process.platform
const llamaLibraries = 'node_modules/@node-llama-cpp/'

let tree: PackedFile[]
let paths: Set<string>

beforeAll(async () => {
  await ensurePage(() => undefined)
  await withBuildLock(join(root, 'dist', '.node-lock'), async () => {
    if (!isFresh(nodeBuildStamp, nodeBuildSources)) await buildNode()
  })
  tree = await packedTree(root, electronVersionOf(root))
  paths = new Set(tree.map(({ path }) => path))
})

test('the app itself is there: every entry, the page, the preload script, and what ships with it', () => {
  for (const entry of [
    'package.json',
    'LICENSE',
    'dist/electron/main.js',
    'dist/electron/preload.cjs',
    'dist/electron/engine-host-main.js',
    'dist/native/process/inference-process.js',
    'dist/native/process/reference-process.js',
    'dist/native/process/runtime-process.js',
    'dist/native/threads/row-thread.js',
    'dist/engine/computing/compute-thread.js',
    'dist/renderer/index.html',
    'dist/renderer/stopped.html',
    'models/demo/manifest.json',
    'models/demo/fern.gguf',
    'models/sample/sample.sqlite.br',
  ])
    expect(paths, entry).toContain(entry)
})

test('nothing of development comes along: no source, test, shared material, secret, or package that only builds', () => {
  const odd = [...paths].filter((path) =>
    /\.(tsx?|mts|map)$|(^|\/)(test|tests|bench|shared|\.git|\.ci|\.github)\/|\.env|\.pem$|\.npmrc|id_rsa|\.sqlite$/.test(
      path,
    ),
  )
  expect(odd).toEqual([])
  expect([...paths].filter((path) => path.startsWith('..') || path.startsWith('dist/electron/package/'))).toEqual([])
  // electron-builder moves packages up where it can, so they are told by where they were taken from.
  const packages = new Set(
    tree.flatMap(({ source }) => {
      const path = relative(root, source).split(sep).join('/')
      return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []
    }),
  )
  expect([...packages].filter((name) => lock[name] === undefined || lock[name].dev === true)).toEqual([])
  expect(packages.has('node_modules/zod')).toBe(true)
})

test('every native package of this platform that the lockfile names for running is there, beside the archive', () => {
  const native = Object.entries(lock).filter(
    ([name, entry]) =>
      name !== '' &&
      entry.dev !== true &&
      (entry.os ?? entry.cpu) !== undefined &&
      isHere(entry) &&
      // Those of other processors are installed too, for building.
      (!name.startsWith(llamaLibraries) || name.startsWith(`${llamaLibraries}${system}-${process.arch}`)),
  )
  expect(native.map(([name]) => name)).toContain(`node_modules/@koromix/koffi-${process.platform}-${process.arch}`)
  expect(native.some(([name]) => name.startsWith('node_modules/@node-llama-cpp/'))).toBe(true)
  for (const [name] of native) {
    const files = tree.filter(({ path }) => path.startsWith(`${name}/`))
    const libraries = files.filter(({ path }) => /\.(node|so|dylib|dll|exe)(\.\d+)*$/.test(path))
    expect(libraries.length, name).toBeGreaterThan(0)
    expect(
      libraries.filter(({ isUnpacked }) => !isUnpacked),
      name,
    ).toEqual([])
  }
  expect(paths).toContain(`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`)
})

test('the lockfile names native packages for all three systems, which a package that is made there takes in', () => {
  const names = (system: string) =>
    Object.entries(lock)
      .filter(([, entry]) => entry.dev !== true && entry.os?.includes(system) === true)
      .map(([name]) => name)
  for (const [system, koffi, llama] of [
    ['linux', 'koffi-linux-x64', 'linux-x64'],
    ['darwin', 'koffi-darwin-arm64', 'mac-arm64-metal'],
    ['win32', 'koffi-win32-x64', 'win-x64'],
  ] as const) {
    expect(names(system)).toContain(`node_modules/@koromix/${koffi}`)
    expect(names(system)).toContain(`node_modules/@node-llama-cpp/${llama}`)
  }
})

test('of packages that bring libraries for several systems or processors only those of this one come along', () => {
  const named = [...paths].flatMap(
    (path) => /^node_modules\/(?:better-sqlite3\/prebuilds|@node-llama-cpp)\/([^/]+)/.exec(path)?.[1] ?? [],
  )
  const odd = named.filter(
    (name) => ![process.platform, system].some((here) => name.startsWith(`${here}-${process.arch}`)),
  )
  expect(odd).toEqual([])
  expect(named.filter((name) => name.endsWith('.node'))).toEqual([`${process.platform}-${process.arch}.node`])
})

test('what is opened by its path lies on the disk: libraries and models', () => {
  const packed = tree.filter(({ path, isUnpacked }) => !isUnpacked && /\.(node|so|dylib|dll|gguf)(\.\d+)*$/.test(path))
  expect(packed.map(({ path }) => path)).toEqual([])
  expect(tree.find(({ path }) => path === 'dist/electron/main.js')).toMatchObject({ isUnpacked: false })
})

test('the packed files run by themselves: main loads, and the engine probes a demo model', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-app-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const { path, source } of tree) {
    // As large as all the rest, and for graphics cards.
    if (/-(cuda|vulkan)/.test(path)) continue
    const target = join(folder, path)
    mkdirSync(dirname(target), { recursive: true })
    try {
      linkSync(source, target)
    } catch {
      copyFileSync(source, target)
    }
  }
  for (const name of ['run-packed.mjs', 'stub-electron.mjs'])
    copyFileSync(join(import.meta.dirname, 'fixtures', name), join(folder, name))
  writeFileSync(join(folder, 'database.txt'), '')
  const { stdout } = await promisify(execFile)(process.execPath, ['run-packed.mjs'], {
    cwd: folder,
    env: { ...process.env, NODE_PATH: '' },
  })
  expect(stdout.trim().split('\n')).toEqual([
    'main loads',
    'the engine host loads',
    'probed fern',
    'compared the weights',
    'the sample project is there',
  ])
})
