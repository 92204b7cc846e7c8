import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (name: string): string => readFileSync(join(root, name), 'utf8')
const { engines, devEngines, devDependencies } = JSON.parse(textOf('package.json')) as {
  engines: { node: string }
  devEngines: { runtime: { version: string } }
  devDependencies: { node: string }
}
const installing = devEngines.runtime.version.replace('>=', '')

test('README and architecture name the versions of Node that package.json asks for', () => {
  expect(textOf('README.md')).toContain(`Needs Node ${installing} or newer with npm`)
  const architecture = textOf('docs/architecture.md')
  const [pinned] = devDependencies.node.split('.')
  expect(architecture).toContain(`Node ${pinned}, pinned as the npm package \`node\``)
  expect(architecture).toContain(`under any Node from ${installing} on`)
  expect(architecture).toContain(`names: Node \`${engines.node}\``)
})

test('the lockfile repeats them', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: { '': { engines: object } } }
  expect(packages['']!.engines).toEqual(engines)
})

const alone = mkdtempSync(join(tmpdir(), 'cladescope-bin-'))
mkdirSync(join(alone, 'cli'))
copyFileSync(join(root, 'package.json'), join(alone, 'package.json'))
copyFileSync(join(root, 'cli/bin.js'), join(alone, 'cli/bin.js'))
afterAll(() => rmSync(alone, { recursive: true, force: true }))

/** The command alone in a folder, with nothing that it could start, in a process that says it were another Node. */
function startAs(version: string): { readonly status: number | null; readonly stderr: string } {
  const claim = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const script = `${claim}; await import(${JSON.stringify(new URL(`file://${join(alone, 'cli/bin.js')}`).href)})`
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
}

test.each(['20.19.0', '22.17.1', '23.11.0'])('the command refuses Node %s with what it expects', (version) => {
  const { status, stderr } = startAs(version)
  expect(stderr).toContain(`expected Node ${engines.node}, found ${version}`)
  expect(status).toBe(1)
})

test.each(['22.18.0', '22.23.1', '24.0.0', '26.1.0'])('the command runs on Node %s', (version) => {
  // It goes on to the program, which is not in this folder.
  expect(startAs(version).stderr).toContain('ERR_MODULE_NOT_FOUND')
})
