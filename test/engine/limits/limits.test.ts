import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KeptLimits } from '../../../engine/limits/kept-limits.ts'
import { checkedLimits } from '../../../engine/limits/machine-limits.ts'
import { withinLimits } from '../../../engine/limits/within-limits.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'
import { allOver, queueUntil, setUp } from '../fixtures/queue-setup.ts'
import { temporaryFolder } from '../fixtures/temporary-folder.ts'

const folder = temporaryFolder()
const none = { threads: null, memory: null, gpuLayers: null }

describe('limits of this machine', () => {
  test('are kept in a file that is written whole, and a damaged one limits nothing', () => {
    const kept = new KeptLimits(join(folder, 'settings'))
    expect(kept.get()).toEqual({})
    kept.set({ threads: 2, memory: 2 ** 30 })
    expect(new KeptLimits(join(folder, 'settings')).get()).toEqual({ threads: 2, memory: 2 ** 30 })
    const file = join(folder, 'settings', 'limits.json')
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 10))
    expect(kept.get()).toEqual({})
    writeFileSync(file, '{"threads": -3}')
    expect(kept.get()).toEqual({})
  })

  test('that cannot be stored are refused with the file and the reason', () => {
    writeFileSync(join(folder, 'a-file'), '')
    expect(() => new KeptLimits(join(folder, 'a-file')).set({ threads: 1 })).toThrow(
      /^The limits could not be stored in .*limits\.json: /,
    )
  })

  test('that the machine does not have are refused with what was expected and found', () => {
    const machine = { cores: 8, memory: 16e9 }
    expect(checkedLimits({ threads: 8, memory: 16e9, gpuLayers: 0 }, {}, machine)).toEqual({
      threads: 8,
      memory: 16e9,
      gpuLayers: 0,
    })
    expect(checkedLimits(none, { threads: 3 }, machine)).toEqual({})
    expect(checkedLimits({ memory: 1e9 }, { threads: 3 }, machine)).toEqual({ threads: 3, memory: 1e9 })
    expect(() => checkedLimits({ ...none, threads: 9 }, {}, machine)).toThrow(
      'Threads: expected 1 to 8 (the cores of this machine), found 9.',
    )
    expect(() => checkedLimits({ ...none, threads: 0 }, {}, machine)).toThrow(
      /^Threads: expected 1 to 8 .*, found 0\.$/,
    )
    expect(() => checkedLimits({ ...none, memory: 1e6 }, {}, machine)).toThrow(
      'Memory: expected 268 MB to 16.0 GB (the memory of this machine), found 1.00 MB.',
    )
    expect(() => checkedLimits({ ...none, gpuLayers: -1 }, {}, machine)).toThrow('found -1.')
  })

  test('bring down the threads of a job that was queued with more, and take the GPU where no layer may be on it', () => {
    const load = { gpu: 'auto', threads: 6 } as const
    expect(withinLimits(load, {})).toEqual(load)
    expect(withinLimits(load, { threads: 4 })).toEqual({ gpu: 'auto', threads: 4, limits: { threads: 4 } })
    expect(withinLimits(load, { threads: 7 })).toMatchObject({ threads: 6 })
    expect(withinLimits({ gpu: 'auto' }, { gpuLayers: 0 })).toEqual({ gpu: 'off', limits: { gpuLayers: 0 } })
    expect(withinLimits({ gpu: 'auto' }, { gpuLayers: 12 })).toMatchObject({ gpu: 'auto' })
  })

  test('hold from the next model on that is loaded, whoever sets them', async () => {
    const { start, log } = fakeInference()
    const configFolder = join(folder, 'engine')
    const { engine, request, models } = await setUp({
      startInference: start,
      modelNames: ['a', 'b'],
      configFolder,
      freeSpace: () => ({ memory: 2 ** 40, disk: 2 ** 40 }),
    })
    const changes: object[] = []
    engine.on('limits.changed', () => changes.push({}))
    await engine.call('probes.start', { ...request, modelIds: [models[0]!] })
    await queueUntil(engine, allOver)
    const answer = await engine.call('limits.set', { ...none, threads: 1, memory: 2 ** 30 })
    expect(answer.limits).toEqual({ threads: 1, memory: 2 ** 30, gpuLayers: null })
    expect(answer.machine).toMatchObject({ cores: availableParallelism(), devices: expect.any(Array) as string[] })
    expect(answer.machine.memory).toBeGreaterThanOrEqual(answer.machine.availableMemory)
    expect(changes).toHaveLength(1)
    expect(await engine.call('limits.get', {})).toMatchObject({ limits: answer.limits })
    await engine.call('probes.start', { ...request, modelIds: [models[1]!] })
    await queueUntil(engine, allOver)
    expect(log.loads.map(({ settings }) => settings.limits)).toEqual([undefined, { threads: 1, memory: 2 ** 30 }])

    await expect(engine.call('probes.start', { ...request, load: { gpu: 'off', threads: 2 } })).rejects.toThrow(
      'Threads: expected at most 1, the limit of this machine, found 2.',
    )
    await engine.close()
  })
})
