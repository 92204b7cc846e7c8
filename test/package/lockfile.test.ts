import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Entry {
  readonly version?: string
  readonly gypfile?: boolean
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'))
const packages = read('package-lock.json').packages as Record<string, Entry>
const manifest = read('package.json') as {
  allowScripts: Record<string, boolean>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

test('npm ci compiles nothing: the prebuilt SQLite is taken as it is', () => {
  // npm runs node-gyp for every package with a binding.gyp unless its lockfile entry says otherwise; npm 10 knows no
  // allowScripts.
  expect(packages['node_modules/better-sqlite3']).toMatchObject({ gypfile: false })
  expect(manifest.allowScripts).toMatchObject({ 'better-sqlite3': false, koffi: false, node: true })
})

test('the lockfile holds llama.cpp for every platform, not only for the one it was written on', () => {
  const version = packages['node_modules/node-llama-cpp']!.version
  const platforms = Object.keys(packages['node_modules/node-llama-cpp']!.optionalDependencies!)
  expect(platforms.length).toBeGreaterThan(10)
  for (const platform of platforms)
    expect(packages[`node_modules/${platform}`], platform).toMatchObject({ version, optional: true })
})

test('what may change numbers is pinned exactly', () => {
  const { 'node-llama-cpp': llama, 'better-sqlite3': sqlite } = manifest.dependencies
  for (const version of [llama, sqlite, manifest.devDependencies['node']]) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})

test('no address of a package registry is in the lockfile', () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})
