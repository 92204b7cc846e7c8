import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { modelCaches } from '../../../engine/library/model-caches.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const home = temporaryFolder()

it('offers only the caches that exist, where each platform keeps them', () => {
  expect(modelCaches({ home, platform: 'linux', variables: {} })).toEqual([])
  const made = (...path: string[]): string => {
    mkdirSync(join(home, ...path), { recursive: true })
    return join(home, ...path)
  }
  const hub = made('.cache', 'huggingface', 'hub')
  const studio = made('.lmstudio', 'models')
  const mac = made('Library', 'Caches', 'llama.cpp')
  const paths = (platform: string, variables: Record<string, string> = {}): string[] =>
    modelCaches({ home, platform, variables }).map((folder) => folder.path)
  expect(paths('linux')).toEqual([hub, studio])
  expect(paths('darwin')).toEqual([hub, studio, mac])
  expect(paths('linux', { HF_HUB_CACHE: made('elsewhere'), LLAMA_CACHE: made('llama') })).toEqual([
    join(home, 'elsewhere'),
    studio,
    join(home, 'llama'),
  ])
})
