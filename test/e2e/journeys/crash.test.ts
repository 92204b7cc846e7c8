import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultProbeSettings, tolerancePresets } from '../../../core/population/probe-settings.ts'
import { openEngine, type Engine } from '../../../engine/engine.ts'
import { watchedInference } from '../../engine/fixtures/watched-inference.ts'
import { allOver, queueUntil } from '../../engine/fixtures/queue-setup.ts'
import { browserFor } from '../open-ui.ts'
import { addFolder, allFinished, demoFile, fewGenes, fillProbeForm, openJourney, type Journey } from './open-journey.ts'

const browser = await browserFor('the end of an inference process, seen in the page')

/** After so many genes the process is killed, as by kill -9 or by a system that needs its memory. */
const killedAfter = 10

describe.skipIf(browser === undefined)('an inference process that is killed while it probes', () => {
  let journey: Journey
  let kills = 0

  beforeAll(async () => {
    journey = await openJourney(browser as Browser, [demoFile('oak')], {
      restartDelays: [1500],
      startInference: watchedInference((count, inference) => {
        if (count !== killedAfter) return
        kills += 1
        process.kill(inference.pid, 'SIGKILL')
      }),
    })
  })

  afterAll(async () => {
    await journey?.close()
    await browser?.close()
  })

  test('is told of with its signal, started again, and the probe is finished without a word of it in its results', async () => {
    const { page, engine } = journey
    await addFolder(page)
    await fillProbeForm(page)
    await page.getByRole('button', { name: 'Start' }).click()
    await page
      .getByText(/^Waiting for its inference process to be started again: .*SIGKILL/)
      .first()
      .waitFor({ timeout: 60_000 })
    await journey.picture('crash')
    // The rest of the page goes on: the process is not the engine's.
    await page.getByRole('button', { name: 'Genomes' }).click()
    await page.getByRole('dialog', { name: 'Genomes' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await allFinished(page)
    expect(kills).toBe(1)
    expect(await page.getByText(/^Waiting for/).count()).toBe(0)
    await page.getByText('1 complete', { exact: true }).waitFor()
    expect(await populationsOf(engine)).toEqual(await undisturbed())
    expect(await journey.ui.guarded.faults()).toEqual([])
  })
})

/** All that is stored of the one probe. */
async function populationsOf(engine: Engine): Promise<unknown> {
  const [probe] = await engine.call('probes.list', {})
  const { genes, probe: facts } = await engine.call('populations.get', {
    modelId: probe!.modelId,
    genomeId: probe!.genomeId,
  })
  expect(genes).toHaveLength(fewGenes.count)
  return { genes, noise: facts.noise, setAside: facts.setAside }
}

/** The same from a process that nobody kills. */
async function undisturbed(): Promise<unknown> {
  const engine = await openEngine({ databaseFile: ':memory:' })
  try {
    await engine.call('models.add', { placeIds: [engine.grantPlace(demoFile('oak')).id], operation: 'adding' })
    const [model] = await engine.call('models.list', {})
    const nursery = (await engine.call('genomes.list', {})).find(({ name }) => name === 'nursery')!
    const { texts } = await engine.call('genomes.get', { genomeId: nursery.id })
    const { id } = await engine.call('genomes.add', { name: 'few', genes: texts.slice(0, fewGenes.count) })
    await engine.call('probes.start', {
      modelIds: [model!.id],
      genomeId: id,
      settings: { ...defaultProbeSettings, tolerance: tolerancePresets.quick },
      load: { gpu: 'off' },
    })
    await queueUntil(engine, allOver)
    return await populationsOf(engine)
  } finally {
    await engine.close()
  }
}
