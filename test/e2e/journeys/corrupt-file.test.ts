import { truncateSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeApart } from '../../engine/fixtures/edit-gguf.ts'
import { watchedInference } from '../../engine/fixtures/watched-inference.ts'
import { browserFor } from '../open-ui.ts'
import { addFolder, demoFile, fillProbeForm, openJourney, type Journey } from './open-journey.ts'

const browser = await browserFor('corrupt files, seen in the page')

/** A tensor of norms, whose weights are 32-bit floats near 1. */
const norms = 'blk.0.attn_norm.weight'

describe.skipIf(browser === undefined)('files that are cut short or have a bit flipped', () => {
  let journey: Journey
  /** Whether the file is cut short as soon as a gene of it is evaluated. */
  let isToBeCut = false

  beforeAll(async () => {
    journey = await openJourney(browser as Browser, [demoFile('oak')], {
      restartDelays: [1],
      startInference: watchedInference(() => {
        if (isToBeCut) truncateSync(join(journey.models, 'oak.gguf'), 300_000)
        isToBeCut = false
      }),
    })
    const whole = await readFile(demoFile('fern'))
    const put = (name: string, content: Uint8Array) => writeFile(join(journey.models, `${name}.gguf`), content)
    await put('cut-in-header', whole.subarray(0, 5000))
    await put('cut-in-weights', whole.subarray(0, Math.floor(0.8 * whole.length)))
    await put('flipped-magic', flipped(whole, 0, 0))
    // The number of tensors, of which there are not so many.
    await put('flipped-count', flipped(whole, 11, 5))
    await put('flipped-weight', flippedNorm(whole))
  })

  afterAll(async () => {
    await journey?.close()
    await browser?.close()
  })

  test('are left out with what was expected and found, where the header or the size tells', async () => {
    const said = await addFolder(journey.page)
    // That a weight is another one cannot be seen without computing with it.
    expect(said).toContain('2 models added')
    for (const name of ['cut-in-header', 'cut-in-weights'])
      expect(said).toMatch(new RegExp(`${name}\\.gguf[^]*?(cut short|truncated|ends|expected)`, 'i'))
    for (const name of ['flipped-magic', 'flipped-count']) expect(said).toContain(`${name}.gguf`)
    expect(said).not.toMatch(/undefined|NaN|RangeError|TypeError/)
    await journey.page.getByRole('rowheader', { name: 'flipped-weight' }).waitFor()
  })

  test('where the weights compute nothing the probe fails with the reason, and the others of the queue finish', async () => {
    const { page } = journey
    await fillProbeForm(page)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('1 finished, 1 failed', { exact: true }).waitFor({ timeout: 60_000 })
    const failed = page.getByRole('grid', { name: 'Probes in the queue' }).getByRole('row', { name: 'flipped-weight' })
    await journey.picture('flipped-weight')
    expect(await failed.innerText()).toMatch(/finite|NaN|not a number/i)
  })

  test('a file that is cut short while it is probed fails with what became of it, and is probed once it is back', async () => {
    const { page } = journey
    isToBeCut = true
    await fillProbeForm(page, 'quick')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('1 finished, 3 failed', { exact: true }).waitFor({ timeout: 60_000 })
    await journey.picture('cut-while-probed')
    await page.getByText(/oak\.gguf has changed since it was added: expected .* bytes, found 300.000 bytes/).waitFor()
    await copyFile(demoFile('oak'), join(journey.models, 'oak.gguf'))
    await page.reload()
    await page.getByRole('button', { name: 'Clear the list' }).click()
    await fillProbeForm(page, 'quick')
    await page.getByRole('button', { name: 'Start' }).click()
    // The other one is as damaged as before.
    await page.getByText('1 finished, 1 failed', { exact: true }).waitFor({ timeout: 60_000 })
    const probes = (await journey.engine.call('probes.list', {})).filter(({ modelName }) => modelName === 'oak')
    expect(probes.map(({ genomeName }) => genomeName).sort()).toEqual(['few', 'quick'])
    expect(await journey.ui.guarded.faults()).toEqual([])
  })
})

function flipped(content: Uint8Array, byte: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(content)
  copy[byte]! ^= 1 << bit
  return copy
}

/** The file with the highest bit of the exponent of one norm flipped: a number near 1 becomes infinite, or none. */
function flippedNorm(content: Buffer): Uint8Array {
  const { headerBytes, tensors } = takeApart(content)
  const { data } = tensors.find(({ name }) => name === norms)!
  const at = content.indexOf(data, headerBytes)
  const damaged = flipped(content, at + 3, 6)
  const [before, after] = [content, Buffer.from(damaged)].map((file) => file.readFloatLE(at))
  expect(before).toBeGreaterThan(0.5)
  expect(before).toBeLessThan(2)
  expect(Math.abs(after!) < 1e30).toBe(false)
  return damaged
}
