import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [path('bench/main.ts'), ...args], { encoding: 'utf8', timeout: 60_000 })
}

describe('bench', () => {
  it.each([
    { args: [], message: 'expected probe, scoring or exactness' },
    { args: ['sprint'], message: 'found "sprint"' },
    { args: ['probe', '--genes', 'many'], message: '--genes: expected a whole number' },
    { args: ['probe', '--model', 'nowhere.gguf'], message: 'there is no file nowhere.gguf' },
    { args: ['probe', '--colour'], message: '--colour' },
    { args: ['exactness', '--model', path('models/demo/oak.gguf')], message: 'expected two files, found 1' },
  ])('refuses $args with status 2', ({ args, message }) => {
    const { status, stderr } = bench(...args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  it('replays the decodes of a probe: the same tokens, on the same batches', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = bench('probe', '--genes', '3', '--public-genes', '1', '--repeats', '1', '--threads', '1', '--json')
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const found = JSON.parse(stdout) as {
      direct: { evaluatedTokens: number; genes: number; milliseconds: number; nodesPerGene: number }
      raw: { decodes: number; outputs: number; milliseconds: number; tokensPerSecond: number }
      public: { genes: number }
      ratio: number
    }
    expect(found.direct.genes).toBe(3)
    expect(found.public.genes).toBe(1)
    // Every position of a text and every branch has an output.
    expect(found.raw.outputs).toBeGreaterThan(3 * (found.direct.nodesPerGene - 1))
    expect(found.raw.outputs).toBeLessThanOrEqual(found.direct.evaluatedTokens)
    expect(found.raw.decodes).toBeGreaterThan(1)
    expect(found.ratio).toBeCloseTo(found.raw.milliseconds / found.direct.milliseconds, 9)
  })
})
