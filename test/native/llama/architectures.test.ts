import koffi from 'koffi'
import { expect, test } from 'vitest'
import { type ArchitectureKind, llamaCppArchitectures, foreignArchitectures } from '../../../core/model/architecture.ts'
import { startAttachedRuntime } from '../../../native/llama/attached-runtime.ts'

/** What llama.cpp says of the architectures that its build knows: `other` where it has no function for the kind. */
async function kindsInBuild(): Promise<Map<string, ArchitectureKind | 'other'>> {
  const { library } = await startAttachedRuntime('off', undefined)
  const file = koffi.load(library.file)
  // C++ functions over an enum, by their names as GCC and Clang write them.
  const nameOf = file.func('_Z13llm_arch_name8llm_arch', 'str', ['int']) as (architecture: number) => string
  const asks = (['recurrent', 'hybrid', 'diffusion'] as const).map((kind) => {
    const symbol = `llm_arch_is_${kind}`
    const is = file.func(`_Z${symbol.length}${symbol}RK8llm_arch`, 'bool', ['int *']) as (one: number[]) => boolean
    return { kind, is }
  })
  const found = new Map<string, ArchitectureKind | 'other'>()
  for (let architecture = 0; ; architecture++) {
    const name = nameOf(architecture)
    if (/unknown/.test(name)) return found
    found.set(name, asks.find(({ is }) => is([architecture]))?.kind ?? 'other')
  }
}

// MSVC's names are others, and its library exports no C++ functions.
test.skipIf(process.platform === 'win32')(
  'every architecture of the build is placed by what it computes, and no other is taken for one of it',
  async () => {
    const build = await kindsInBuild()
    expect(build.size).toBeGreaterThan(100)
    expect([...llamaCppArchitectures.keys()].sort()).toEqual([...build.keys()].sort())
    const asked: readonly ArchitectureKind[] = ['recurrent', 'hybrid', 'diffusion']
    for (const [name, kind] of llamaCppArchitectures)
      expect([name, asked.includes(kind) ? kind : 'other']).toEqual([name, build.get(name)])
    expect([...foreignArchitectures.keys()].filter((name) => build.has(name))).toEqual([])
  },
)
