import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectedBuild, requireBuild } from '../../../native/llama/library.ts'

test('the library of exactly the pinned build is taken', () => {
  expect(() => requireBuild(expectedBuild, '/bins/linux-x64/libllama.so')).not.toThrow()
})

test.each(['0.5.0', '0.5.01-dev', '0.5.0-dev2', 'v0.5.0-dev', '0.6.0-dev', ''])(
  'a library of build %j is refused, with what was expected and found',
  (version) => {
    expect(() => requireBuild(version, '/bins/linux-x64/libllama.so')).toThrow(
      `expected llama.cpp build ${expectedBuild}, found ${version} in linux-x64`,
    )
  },
)

test('the build is that of the pinned node-llama-cpp', () => {
  const facts = new URL('../../../node_modules/node-llama-cpp/llama/binariesGithubRelease.json', import.meta.url)
  const { release } = JSON.parse(readFileSync(facts, 'utf8')) as { release: string }
  expect(`${release}-dev`).toBe(`v${expectedBuild}`)
})
