import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, connect, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { type Engine, openEngine } from '../../engine/engine.ts'
import { apiPath, tokenProtocolPrefix, wireProtocol } from '../../engine/api/wire.ts'
import { fakeInference } from '../engine/fixtures/fake-inference.ts'
import { sampleResult, sampleSettings } from '../engine/fixtures/samples.ts'
import { openBrowser } from './browser.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))

const { browser, why } = await openBrowser()
if (browser === undefined) console.log(`skipped: two windows of one library: ${why}`)

describe.skipIf(browser === undefined)('two windows of one library, the second through a tunnel', () => {
  let folder: string
  let pageFolder: string
  let engine: Engine
  let shell: WebShell
  let tunnel: Server
  let here: GuardedPage
  let there: GuardedPage

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cladescope-windows-'))
    pageFolder = await buildPage()
    engine = await openEngine({
      databaseFile: join(folder, 'test.db'),
      startInference: fakeInference({ result: (gene) => sampleResult(0.5 + gene.index / 1000) }).start,
      surroundings: { home: folder, platform: process.platform, variables: {} },
    })
    await engine.call('models.add', { placeIds: [engine.grantPlace(demoFolder).id], operation: 'adding' })
    shell = await startWebShell({ api: engine, pageFolder, host: '127.0.0.1', port: 0 })
    // As `ssh -L` does: another port, whose bytes go to the server's as they are.
    tunnel = createServer((near) => {
      const far = connect(shell.port, '127.0.0.1')
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) socket.on('error', () => undefined)
    })
    await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve))
    const through = new URL(shell.url)
    through.hostname = 'localhost'
    through.port = String((tunnel.address() as AddressInfo).port)
    here = await openGuardedPage(browser as Browser, shell.url)
    there = await openGuardedPage(browser as Browser, through.href)
    for (const { page } of [here, there]) await page.getByRole('row', { name: 'oak-tales-chat' }).waitFor()
  })

  afterAll(async () => {
    for (const guarded of [here, there]) await guarded?.close()
    tunnel?.close()
    await shell?.close()
    await engine?.close()
    await browser?.close()
    for (const path of [folder, pageFolder]) if (path !== undefined) await rm(path, { recursive: true, force: true })
  })

  /** A call from a window, with the token that its session keeps. */
  async function call(page: Page, name: string, input: object): Promise<unknown> {
    const reply = (await page.evaluate(`new Promise((resolve, reject) => {
      const token = sessionStorage.getItem('cladescope.token')
      const address = location.origin.replace('http', 'ws') + ${JSON.stringify(apiPath)}
      const socket = new WebSocket(address, [${JSON.stringify(wireProtocol)}, ${JSON.stringify(tokenProtocolPrefix)} + token])
      socket.onopen = () => socket.send(${JSON.stringify(JSON.stringify({ id: 1, call: name, input }))})
      socket.onerror = () => reject(new Error('expected an open connection, found none'))
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data)
        if (message.id !== 1) return
        socket.close()
        resolve(message)
      }
    })`)) as { readonly ok: boolean; readonly result: unknown; readonly error?: { readonly message: string } }
    if (!reply.ok) throw new Error(reply.error?.message)
    return reply.result
  }

  const idOf = async (name: string): Promise<string> =>
    (await engine.call('models.list', {})).find((model) => model.name === name)!.id
  const go = async (address: string): Promise<void> => {
    for (const { page } of [here, there]) await page.evaluate(`window.location.hash = ${JSON.stringify(address)}`)
  }

  test('the token survives a reload in both', async () => {
    for (const { page } of [here, there]) {
      expect(page.url()).not.toContain('token')
      await page.reload()
      await page.getByRole('row', { name: 'oak-tales-chat' }).waitFor()
    }
  })

  test('names and families of models are the same in both, whichever changes them', async () => {
    await call(there.page, 'models.rename', { modelId: await idOf('moss'), name: 'moss of the forest' })
    for (const { page } of [here, there]) await page.getByRole('rowheader', { name: 'moss of the forest' }).waitFor()
    await call(here.page, 'models.setFamily', { modelIds: [await idOf('fern')], family: 'olive grove' })
    for (const { page } of [here, there])
      await page.getByRole('row', { name: 'fern' }).getByText('olive grove').first().waitFor()
    await call(here.page, 'models.remove', { modelId: await idOf('oak-Q4_0') })
    for (const { page } of [here, there])
      await expect.poll(() => page.getByRole('rowheader', { name: 'oak-Q4_0', exact: true }).count()).toBe(0)
  })

  test('scores', async () => {
    await go('#/scores')
    await call(there.page, 'scores.set', {
      ...{ model: 'published elsewhere', benchmark: 'MMLU', metric: 'acc', value: 0.625, shots: 5, stderr: null },
    })
    for (const { page } of [here, there]) await page.getByText('published elsewhere').first().waitFor()
  })

  test('jobs of the queue, and what they leave', async () => {
    await go('#/probe')
    const genome = (await engine.call('genomes.list', {})).find(({ name }) => name === 'nursery')!
    const modelId = await idOf('fern')
    for (const { page } of [here, there])
      expect(
        await page
          .getByRole('region', { name: /Stored probes/ })
          .getByText('fern', { exact: true })
          .count(),
      ).toBe(0)
    await call(here.page, 'probes.start', {
      ...{ modelIds: [modelId], genomeId: genome.id, settings: sampleSettings, load: { gpu: 'off' } },
    })
    for (const { page } of [here, there])
      await page
        .getByRole('region', { name: /Stored probes/ })
        .getByText('fern', { exact: true })
        .first()
        .waitFor()
  })

  test('nothing was written to the consoles', async () => {
    for (const guarded of [here, there]) expect(await guarded.faults()).toEqual([])
  })
})
