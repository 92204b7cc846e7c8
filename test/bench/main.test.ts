import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { calls } from '../../engine/api/contract.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [path('bench/main.ts'), ...args], { encoding: 'utf8', timeout: 60_000 })
}

const hasScientificPython = ['python3', 'python', '/usr/bin/python3'].some(
  (name) => spawnSync(name, ['-c', 'import scipy, sklearn'], { timeout: 60_000 }).status === 0,
)
if (!hasScientificPython) console.log('skipped: fits beside Python: no interpreter has scipy and scikit-learn')

describe('bench', () => {
  it.each([
    {
      args: [],
      message:
        'expected probe, scoring, threads, memory, exactness, fits, tree, comparing, sketching, lineage, lineage-cases or calls',
    },
    { args: ['sprint'], message: 'found "sprint"' },
    { args: ['probe', '--genes', 'many'], message: '--genes: expected a whole number' },
    { args: ['probe', '--model', 'nowhere.gguf'], message: 'there is no file nowhere.gguf' },
    { args: ['threads', '--busy', 'very'], message: '--busy: expected a whole number' },
    { args: ['probe', '--colour'], message: '--colour' },
    { args: ['calls', '--models', '2'], message: '--models: expected a whole number of at least 8' },
    { args: ['fits', '--repeats', '0'], message: '--repeats: expected a whole number' },
    { args: ['lineage', '--models', '1'], message: '--models: expected a whole number of at least 2' },
    { args: ['tree', '--tips', '3'], message: '--tips: expected a whole number of at least 4' },
    { args: ['scoring', '--task', 'quiz'], message: 'found "quiz"' },
    { args: ['sketching', '--type', 'Q9'], message: '--type: expected a tensor type such as Q4_K' },
    { args: ['exactness', '--model', path('models/demo/oak.gguf')], message: 'expected two files, found 1' },
  ])('refuses $args with status 2', ({ args, message }) => {
    const { status, stderr } = bench(...args)
    expect(stderr).toContain(message)
    expect(status).toBe(2)
  })

  it('makes every call of the Api, and none fails', () => {
    const small = [
      '--models',
      '8',
      '--genes',
      '4',
      '--many-genes',
      '10',
      '--alleles',
      '20',
      '--items',
      '5',
      '--many-items',
      '50',
      '--files',
      '3',
      '--scored',
      '60',
      '--characters',
      '20000',
    ]
    const { status, stdout, stderr } = bench('calls', ...small, '--json')
    expect(status, stderr).toBe(0)
    const found = JSON.parse(stdout) as {
      call: string
      milliseconds: number
      held: number
      carried: number | null
      failure: string | null
    }[]
    expect(found.filter(({ failure }) => failure !== null)).toEqual([])
    expect(new Set(found.map(({ call }) => call.replace(/ .*/, '')))).toEqual(new Set(Object.keys(calls)))
    for (const { held, milliseconds } of found) expect([held, milliseconds].every((value) => value >= 0)).toBe(true)
    expect(found.filter(({ carried }) => carried === null || carried < 0)).toEqual([])
  })

  it('times the sketching of weights beside reading and dequantizing them', () => {
    const { status, stdout, stderr } = bench(
      'sketching',
      ...[
        '--model',
        path('models/demo/oak-Q4_0.gguf'),
        '--type',
        'Q4_K',
        '--weights',
        '100000',
        '--repeats',
        '2',
        '--json',
      ],
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const speeds = JSON.parse(stdout) as {
      weights: number
      ratio: number
      turns: Record<string, { milliseconds: number }[]>
    }[]
    expect(speeds.map(({ weights }) => weights)).toEqual([381_600, 131_072])
    for (const { ratio, turns } of speeds) {
      const fastest = (work: string): number => Math.min(...turns[work]!.map(({ milliseconds }) => milliseconds))
      expect(turns['in threads']).toHaveLength(2)
      expect(ratio).toBe(Math.max(fastest('reading'), fastest('dequantizing')) / fastest('sketching'))
    }
  })

  it('times the lineage of made-up models, in memory and by an engine, and finds their families', () => {
    const { status, stdout, stderr } = bench('lineage', '--models', '12', '--full', '2', '--stored', '6', '--json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { speeds, stored } = JSON.parse(stdout) as {
      speeds: { models: number; modelsRead: number; truePairs: number; foundPairs: number; falsePairs: number }[]
      stored: { models: number; calls: { progressEvents: number }[] }
    }
    const [speed] = speeds
    expect(speed).toMatchObject({ models: 12, falsePairs: 0, foundPairs: speed!.truePairs })
    expect(speed!.modelsRead).toBeGreaterThanOrEqual(12)
    expect(stored.calls).toHaveLength(2)
    expect(stored.calls[0]!.progressEvents).toBeGreaterThan(0)
  })

  it('times neighbour joining, with or without the other program', () => {
    const { status, stdout } = bench('tree', '--tips', '40', '--repeats', '1', '--json')
    expect(status).toBe(0)
    const found = JSON.parse(stdout) as {
      trees: { tips: number; ours: number; ratio: number | null; difference: number | null }[]
      bootstrapMilliseconds: number
    }
    expect(found.trees).toHaveLength(1)
    expect(found.trees[0]!.tips).toBe(40)
    expect(found.trees[0]!.ours).toBeGreaterThan(0)
    expect(found.trees[0]!.difference ?? 0).toBe(0)
    expect(found.bootstrapMilliseconds).toBeGreaterThan(0)
    const absent = bench('tree', '--tips', '4', '--repeats', '1', '--quicktree', 'no-such-program')
    expect(absent.stdout).toContain('quicktree is not installed')
    expect(absent.status).toBe(0)
  })

  it('replays the decodes of a probe: the same tokens, on the same batches', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = bench(
      'probe',
      '--genes',
      '3',
      '--public-genes',
      '1',
      '--repeats',
      '1',
      '--threads',
      '1',
      '--json',
    )
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

  it('times the fits without Python, and says that there is none', () => {
    const { status, stdout, stderr } = bench('fits', '--python', 'no-such-python', '--repeats', '1', '--json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const found = JSON.parse(stdout) as {
      python: string | null
      fits: { ours: number; theirs: number | null; agrees: boolean | null }[]
    }
    expect(found.python).toBeNull()
    expect(found.fits).toHaveLength(6)
    for (const { ours, theirs, agrees } of found.fits)
      expect({ took: ours > 0, theirs, agrees }).toEqual({ took: true, theirs: null, agrees: null })
  })

  it.skipIf(!hasScientificPython)('gets the results of numpy, scipy and scikit-learn', () => {
    const { status, stdout } = bench('fits', '--repeats', '1', '--json')
    const { fits } = JSON.parse(stdout) as { fits: { fit: string; difference: number; agrees: boolean }[] }
    expect(fits.filter(({ agrees }) => !agrees)).toEqual([])
    expect(status).toBe(0)
  })

  it('times neighbour joining, with or without the other program', () => {
    const { status, stdout } = bench('tree', '--tips', '40', '--repeats', '1', '--json')
    expect(status).toBe(0)
    const found = JSON.parse(stdout) as {
      trees: { tips: number; ours: number; ratio: number | null; difference: number | null }[]
      bootstrapMilliseconds: number
    }
    expect(found.trees).toHaveLength(1)
    expect(found.trees[0]!.tips).toBe(40)
    expect(found.trees[0]!.ours).toBeGreaterThan(0)
    expect(found.trees[0]!.difference ?? 0).toBe(0)
    expect(found.bootstrapMilliseconds).toBeGreaterThan(0)
    const absent = bench('tree', '--tips', '4', '--repeats', '1', '--quicktree', 'no-such-program')
    expect(absent.stdout).toContain('quicktree is not installed')
    expect(absent.status).toBe(0)
  })

  it('replays the decodes of a scoring', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = bench(
      'scoring',
      '--items',
      '12',
      '--shots',
      '2',
      '--repeats',
      '1',
      '--threads',
      '1',
      '--json',
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const found = JSON.parse(stdout) as {
      items: number
      choices: number
      promptTokens: number
      evaluatedTokens: number
      milliseconds: number
      raw: { decodes: number; outputs: number; milliseconds: number }
      ratio: number
    }
    expect(found).toMatchObject({ items: 12, choices: 48 })
    // What the choices of a question share is evaluated once.
    expect(found.evaluatedTokens).toBeLessThan(found.promptTokens / 2)
    expect(found.raw.outputs).toBeGreaterThanOrEqual(12)
    expect(found.ratio).toBeCloseTo(found.raw.milliseconds / found.milliseconds, 9)
  })
})
