import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { printableLines } from '../../core/format/printable.ts'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { figurePalettes } from '../../core/color/palette.ts'
import type { CallName } from '../../engine/api/contract.ts'
import type { JobFailureFacts } from '../../engine/api/job-contract.ts'
import { buildPage } from './built-page.ts'
import { openGuardedPage, type GuardedPage } from './guarded-page.ts'
import { browserFor } from './open-ui.ts'
import { job, manyModels, run, script, scriptedApi, type Script, type ScriptedApi } from './scripted-api.ts'
import { showView } from './show-view.ts'

const browser = await browserFor('states of the UI')

describe.skipIf(browser === undefined)('states of the UI that good models on a good machine seldom reach', () => {
  let pageFolder: string
  const open: { guarded: GuardedPage; shell: WebShell; faultsExpected: boolean }[] = []

  beforeAll(async () => {
    pageFolder = await buildPage()
  })

  afterEach(async () => {
    for (const { guarded, shell, faultsExpected } of open.splice(0)) {
      if (!faultsExpected) expect(await guarded.faults()).toEqual([])
      await guarded.close()
      await shell.close()
    }
  })

  afterAll(async () => {
    await browser?.close()
    if (pageFolder !== undefined) await rm(pageFolder, { recursive: true, force: true })
  })

  async function play(
    changes: Partial<Script>,
    route = '',
    options: Parameters<typeof openGuardedPage>[2] = {},
  ): Promise<{ page: Page; api: ScriptedApi; shell: WebShell }> {
    const api = scriptedApi(script(changes))
    const shell = await startWebShell({ api, pageFolder, host: '127.0.0.1', port: 0 })
    const guarded = await openGuardedPage(browser as Browser, shell.url, options)
    open.push({ guarded, shell, faultsExpected: false })
    await guarded.page.getByRole('heading', { level: 1 }).waitFor()
    if (route !== '') await guarded.page.evaluate(`window.location.hash = ${JSON.stringify(route)}`)
    return { page: guarded.page, api, shell }
  }

  /** For the eye, where the environment names a folder for them. */
  async function picture(page: Page, name: string): Promise<void> {
    const folder = process.env['SCREENSHOTS']
    if (folder === undefined) return
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      // Colours change over a moment.
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) })
    }
  }

  test('a call that fails says why and can be tried again', async () => {
    const { page, api } = await play({ failing: new Map([['models.list', 'The database disk image is malformed.']]) })
    await page.getByRole('alert').getByText('The database disk image is malformed.').waitFor()
    api.played.failing.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('row', { name: /^oak( |$)/ }).waitFor()
  })

  test('the page of a model says where there are no models, where they are awaited, and where they cannot be read', async () => {
    const empty = await play({ models: [] }, '#/model?model=m0')
    await empty.page.getByRole('heading', { name: 'No models yet' }).waitFor()
    await empty.page.evaluate(`window.location.hash = '#/pair?left=m0&right=m1'`)
    await empty.page.getByRole('heading', { name: 'Too few models' }).waitFor()
    await empty.page.getByRole('button', { name: 'Open the library' }).click()
    await empty.page.getByRole('heading', { level: 1, name: 'Library' }).waitFor()

    const silent = await play({ silent: new Set<CallName>(['models.list']) }, '#/model?model=m0')
    await silent.page.getByRole('status').getByText('Reading the library').waitFor()

    const { page, api } = await play(
      {
        failing: new Map([
          ['models.list', 'The database disk image is malformed.'],
          ['lineage.sketched', 'The sketches are damaged.'],
          ['scores.table', 'The scores are damaged.'],
        ]),
      },
      '#/model?model=m0',
    )
    await page.getByRole('alert').getByText('The database disk image is malformed.').waitFor()
    api.played.failing.delete('models.list')
    await page.getByRole('button', { name: 'Try again' }).click()
    const scores = page.getByRole('region', { name: 'Scores', exact: true })
    await scores.getByText('The scores could not be read: The scores are damaged.').waitFor()
    api.played.failing.delete('scores.table')
    api.played.failing.delete('lineage.sketched')
    await scores.getByRole('button', { name: 'Try again' }).click()
    await scores.getByText('No score of oak is known.').waitFor()
  })

  test('the places of one file are counted in its row and listed with the model, and one can be forgotten', async () => {
    const { page, api } = await play({})
    const row = page.getByRole('row', { name: /^moss-Q4_0/ })
    await row.getByText('3 places, 1 link, 1 missing, up to 1.20 GB could be freed').waitFor()
    await page.getByText('identical copies of 1 model take 1.20 GB').waitFor()
    await row.click()
    const places = page.getByRole('list', { name: 'Places' })
    await places.getByText('symbolic link: the same bytes as /models/moss-Q4_0.gguf').waitFor()
    expect(await places.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^\/models\/moss-Q4_0\.gguf\s+read\s/) as string,
      expect.stringMatching(/^\/backup\/moss-Q4_0\.gguf/) as string,
      expect.stringMatching(/^\/models\/latest\.gguf\s+symbolic link/) as string,
      expect.stringMatching(/^\/old\/moss-Q4_0\.gguf\s+missing/) as string,
    ])
    await picture(page, 'places')
    await page.getByRole('button', { name: 'Forget /old/moss-Q4_0.gguf' }).click()
    await places.getByText('/old/').waitFor({ state: 'detached' })
    expect(api.asked).toContainEqual({ name: 'models.removePlace', input: { modelId: 'm14', place: 3 } })
  })

  test('a call without an answer shows that it is waited for', async () => {
    const { page } = await play({ silent: new Set(['analysis.tree']) }, '#/tree')
    await page.getByRole('status').getByText('Computing the tree').waitFor()
  })

  test('a tree that cannot be computed says why and can be tried again', async () => {
    const { page, api } = await play(
      { failing: new Map([['analysis.tree', 'Two probes have no gene in common.']]) },
      '#/tree',
    )
    await page.getByRole('alert').getByText('Two probes have no gene in common.').waitFor()
    api.played.failing.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('svg[data-tree]').waitFor()
  })

  test.each(['unrooted', 'circular', 'phylogram'])(
    'the support of every branch is shown in the layout %s, by a dot where a number has no room, and words say so',
    async (layout) => {
      const { page, api } = await play({ models: manyModels(64) }, `#/tree?layout=${layout}`)
      const drawing = page.locator(`svg[data-tree="${layout}"]`)
      await drawing.waitFor()
      const { nodes } = await api.call('analysis.tree', {
        genomeId: 'g1',
        rule: { chars: 4, strip: 'none', temperature: 1 },
        measure: 'nei',
        method: 'nj',
        root: layout === 'unrooted' ? 'none' : 'midpoint',
        replicates: 100,
        seed: 1,
      })
      const supported = nodes.filter(({ support }) => support !== null).length
      expect(supported).toBeGreaterThan(55)
      expect(await drawing.locator('circle[r="3.3"]').count()).toBe(supported)
      const numbers = await drawing.getByText(/^\d{1,3}$/).count()
      const said = await page
        .getByText(/support in % of 100 replicates/)
        .first()
        .innerText()
      if (numbers === supported) expect(said).toContain(`at all ${supported} branches`)
      else
        expect(said).toContain(
          numbers === 0
            ? `without numbers, by dots at ${supported} branches`
            : `in numbers at ${numbers} of ${supported} branches, by dots at all`,
        )
      await page.getByRole('img', { name: /^Dots at nodes/ }).waitFor()
      await picture(page, `support-${layout}`)
    },
  )

  test('models without probes lead to the probe view', async () => {
    const { page } = await play({ probed: false }, '#/tree')
    await page.getByRole('heading', { name: 'Nothing probed yet' }).waitFor()
    await page.getByRole('button', { name: 'Probe models' }).click()
    await page.getByRole('heading', { name: 'Probe', level: 1 }).waitFor()
  })

  test('a subset that is too small for a tree offers all models', async () => {
    const { page } = await play({}, '#/tree?models=m0,m1')
    await page.getByText('Only 2 of the models chosen').waitFor()
    await page.getByRole('button', { name: 'Compare all models' }).click()
    await page.locator('svg[data-tree]').waitFor()
  })

  test('a failed probe shows its reason, its stage and the last lines of the error output', async () => {
    const failure: JobFailureFacts = {
      message: 'The model does not fit into memory.',
      failure: 'out-of-memory',
      stage: 'load',
      stderr: ['failed to allocate buffer of size 8123456789'],
    }
    const { page } = await play(
      {
        jobs: [
          job({ state: 'failed', failure }),
          job({ id: 'j1', modelName: 'fern', state: 'running', done: 54, remaining: 31_000 }),
        ],
      },
      '#/probe',
    )
    await page.getByText('The model does not fit into memory.').waitFor()
    await page.getByRole('button', { name: 'What the inference process said' }).click()
    await page.getByText('failed to allocate buffer of size 8123456789').waitFor()
    await page.getByText('31 s left').waitFor()
    const bar = page.getByRole('progressbar', { name: 'fern, general' })
    expect(await bar.getAttribute('aria-valuenow')).toBe('54')
    expect(await bar.getAttribute('aria-valuemax')).toBe('128')
  })

  test('progress of the queue arrives without asking', async () => {
    const { page, api } = await play({ jobs: [job({ state: 'running', done: 1 })] }, '#/probe')
    await page.getByText('1 / 128').waitFor()
    const state = await api.call('queue.get', {})
    api.events.emit('queue', {
      ...state,
      jobs: [job({ state: 'running', done: 77, remaining: 5000 })],
      done: 77,
      remaining: 5000,
    })
    await page.getByText('77 / 128').waitFor()
    await page.getByText('about 5 s left').waitFor()
  })

  test('pause, resume, cancel one and all', async () => {
    const { page } = await play(
      {
        jobs: [
          job({ state: 'running', done: 3 }),
          job({ id: 'j1', modelName: 'fern' }),
          job({ id: 'j2', modelName: 'moss' }),
        ],
      },
      '#/probe',
    )
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel fern' }).click()
    await page.getByText('2 models left').waitFor()
    await page.getByRole('button', { name: 'Cancel all' }).click()
    await page.getByText('3 cancelled', { exact: true }).waitFor()
  })

  test('how long a probe takes is said before it is started, the quick extent first', async () => {
    const { page, api } = await play({ probed: false }, '#/probe')
    await page.getByRole('button', { name: 'Choose all' }).click()
    await page
      .getByText('Quick look: a first tree from 32 genes, coarsely; about 30 min (15 min to 1 h 15 min)')
      .waitFor()
    await page.getByText('about 30 min (15 min to 1 h 15 min), a guess until a model was probed').waitFor()
    await page.getByRole('radio', { name: 'Quick look' }).check({ force: true })
    await picture(page, 'probe-estimate')
    expect(page.url()).toMatch(/tolerance=0.01/)
    await page.getByRole('button', { name: 'Start' }).click()
    await expect
      .poll(() => api.asked.findLast(({ name }) => name === 'probes.start')?.input)
      .toMatchObject({ genomeId: 'g3', settings: { tolerance: 0.01 } })
  })

  test('limits stand beside what the machine has, are kept at once, and refused where it has less', async () => {
    const { page, api } = await play({}, '#/probe')
    await page.getByRole('button', { name: 'Limits of this machine' }).click()
    const threads = page.getByRole('textbox', { name: /^Threads at most/ })
    expect(await page.getByText('16.0 GB, 9.00 GB of it free').isVisible()).toBe(true)
    await threads.fill('4')
    await threads.press('Enter')
    await page.getByText(/^Kept\. They hold for every project/).waitFor()
    const memory = page.getByRole('textbox', { name: /^Memory at most/ })
    await memory.fill('7.25')
    await memory.press('Enter')
    await expect
      .poll(async () => (await api.call('limits.get', {})).limits)
      .toEqual({ threads: 4, memory: 7.25e9, gpuLayers: null })
    await picture(page, 'limits')
    const layers = page.getByRole('textbox', { name: /^Layers on the GPU at most/ })
    await layers.fill('0')
    await layers.press('Enter')
    await threads.fill('0')
    await threads.press('Enter')
    await expect
      .poll(async () => (await api.call('limits.get', {})).limits)
      .toEqual({ threads: null, memory: 7.25e9, gpuLayers: 0 })
  })

  test('jobs are moved by keys, buttons and dragging, and paused one by one', async () => {
    const { page, api } = await play(
      {
        jobs: [
          job({ state: 'running', done: 40, remaining: 9000 }),
          ...['fern', 'moss', 'elm'].map((modelName, index) => job({ id: `j${String(index + 1)}`, modelName })),
          job({ id: 'j4', modelName: 'ivy', state: 'done', done: 128 }),
        ],
      },
      '#/probe',
    )
    const names = async () => (await api.call('queue.get', {})).jobs.map(({ modelName }) => modelName)
    const grid = page.getByRole('grid', { name: 'Probes in the queue' })
    await picture(page, 'queue-order')
    await grid.getByRole('row', { name: 'moss' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(names).toEqual(['oak', 'moss', 'fern', 'elm', 'ivy'])
    // Nothing is in front of it but what runs.
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowDown')
    await expect.poll(names).toEqual(['oak', 'fern', 'moss', 'elm', 'ivy'])
    await page.getByRole('button', { name: 'Move elm up' }).click()
    await expect.poll(names).toEqual(['oak', 'fern', 'elm', 'moss', 'ivy'])
    await page.getByRole('button', { name: 'Move fern up', disabled: true }).waitFor()
    await page.getByRole('button', { name: 'Move moss down', disabled: true }).waitFor()
    // As a reader of the screen drags: Enter on the handle, a place by the arrows, Enter.
    await page.getByRole('button', { name: 'Move fern, general' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(names).not.toEqual(['oak', 'fern', 'elm', 'moss', 'ivy'])

    await page.getByRole('button', { name: 'Pause moss' }).click()
    await grid.getByRole('row', { name: 'moss' }).getByText('paused').waitFor()
    await page.getByRole('button', { name: 'Resume moss' }).click()
    await grid.getByRole('row', { name: 'moss' }).getByText('waiting').waitFor()
  })

  test('jobs that were interrupted are resumed or forgotten, and those of other processes are shown as theirs', async () => {
    const left = { modelId: 'm0', subject: 'general', pieces: 128 }
    const { page } = await play(
      {
        interrupted: [
          { ...left, id: 'i0', modelName: 'oak', done: 64, isComplete: false },
          { ...left, id: 'i1', modelName: 'fern', done: 128, isComplete: true },
        ],
        elsewhere: [
          {
            ...left,
            id: 'e0',
            modelName: 'moss',
            done: 32,
            process: 'process 4711 (cladescope probe moss)',
            isBegun: true,
          },
        ],
      },
      '#/probe',
    )
    await page
      .getByText('2 jobs were interrupted. All of 1 was stored before. What they have stored is kept.')
      .waitFor()
    await page.getByRole('button', { name: 'Which' }).click()
    await page.getByText('oak, general: 64 of 128 genes').waitFor()
    await page.getByRole('list', { name: 'Jobs of other processes' }).getByText('process 4711').waitFor()
    await picture(page, 'queue-interrupted')
    await page.getByRole('button', { name: 'Resume them' }).click()
    await page.getByRole('grid', { name: 'Probes in the queue' }).getByRole('row', { name: 'oak' }).waitFor()
    await page.getByText('were interrupted').waitFor({ state: 'detached' })

    const { page: another } = await play(
      { interrupted: [{ ...left, id: 'i0', modelName: 'oak', done: 64, isComplete: false }] },
      '#/probe',
    )
    await another.getByText('1 job was interrupted.').waitFor()
    await another.getByRole('button', { name: 'Forget them' }).click()
    await another.getByText('was interrupted').waitFor({ state: 'detached' })
  })

  test('runs on benchmarks can be paused, resumed and cancelled as probes can, and say why they failed', async () => {
    const failure: JobFailureFacts = {
      message: 'The model does not fit into memory.',
      failure: 'out-of-memory',
      stage: 'load',
      stderr: ['failed to allocate'],
    }
    const runs = [
      run({ state: 'running', done: 64, remaining: 20_000 }),
      run({ id: 'r1', modelName: 'fern' }),
      run({ id: 'r2', modelName: 'moss', state: 'failed', failure }),
    ]
    const { page, api } = await play({ runs }, '#/benchmarks')
    await page.getByText('about 1 min 01 s left').waitFor()
    await page.getByRole('progressbar', { name: 'oak, sums' }).waitFor()
    await page.getByText('The model does not fit into memory.').waitFor()
    await page.getByRole('button', { name: 'What the inference process said' }).click()
    await page.getByText('failed to allocate').waitFor()
    await picture(page, 'scoring-queue')
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
    expect((await api.call('scoring.get', {})).paused).toBe(true)
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel fern' }).click()
    await page.getByText('1 model left').waitFor()
    await page.getByRole('button', { name: 'Cancel all' }).click()
    await page.getByText('1 failed, 2 cancelled', { exact: true }).waitFor()
  })

  test('every view tells of the probes and of the runs that are under way, with the time left', async () => {
    const jobs = [job({ state: 'running', done: 64, remaining: 94_000 }), job({ id: 'j1', modelName: 'fern' })]
    const { page, api } = await play({ jobs, runs: [run({ done: 56 })] })
    const probing = page.getByRole('link', { name: /Probing/ })
    const scoring = page.getByRole('link', { name: /Scoring/ })
    await probing.getByText('Probing, 2 left', { exact: true }).waitFor()
    await probing.getByText('1 min 34 s', { exact: true }).waitFor()
    // One model is loaded at a time: the runs wait for the probes.
    await scoring.getByText('Scoring, 1 waiting', { exact: true }).waitFor()
    expect(await scoring.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('56')
    await picture(page, 'rail-queues')
    const state = await api.call('scoring.get', {})
    api.events.emit('scoring', { ...state, jobs: [run({ state: 'running', done: 77 })], done: 77, remaining: 5000 })
    await scoring.getByText('Scoring, 1 left', { exact: true }).waitFor()
    await scoring.getByText('5 s', { exact: true }).waitFor()
    expect(await scoring.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('77')
    api.events.emit('scoring', { ...state, paused: true, jobs: [run({ state: 'paused', done: 77 })] })
    await scoring.getByText('Scoring paused', { exact: true }).waitFor()
    await scoring.click()
    await page.getByRole('heading', { name: 'Benchmarks', level: 1 }).waitFor()
    api.events.emit('scoring', { ...state, jobs: [run({ state: 'done', done: 112 })] })
    await scoring.waitFor({ state: 'detached' })
    await probing.waitFor()
  })

  test('a half-done probe is offered to be resumed', async () => {
    const { page, api } = await play({}, '#/probe')
    await page
      .getByRole('row', { name: /oak-sums/ })
      .getByText('71 of 128')
      .waitFor()
    await page.getByRole('button', { name: 'Resume oak-sums' }).click()
    await expect
      .poll(async () => (await api.call('queue.get', {})).jobs.map((entry) => entry.modelName))
      .toEqual(['oak-sums'])
  })

  test('a lost connection is said, what was read stays, and the token of another run does not let the page in', async () => {
    const { page, api, shell } = await play({})
    await page.getByRole('row', { name: /^oak( |$)/ }).waitFor()
    const { port } = shell
    // A browser reports every connection that it could not make.
    for (const entry of open) entry.faultsExpected = true
    await shell.close()
    await page.getByText('The connection was lost.').waitFor()
    await page.getByRole('row', { name: /^oak( |$)/ }).waitFor()
    // A shell on the same port has another token, as after a restart: the page is told apart and stays out.
    const next = await startWebShell({ api, pageFolder, host: '127.0.0.1', port })
    await page.waitForTimeout(1500)
    expect(await page.getByText('The connection was lost.').count()).toBe(1)
    await page.goto(next.url)
    await page.reload()
    await page.getByRole('row', { name: /^oak( |$)/ }).waitFor()
    expect(await page.getByText('The connection was lost.').count()).toBe(0)
    await next.close()
  })

  test('a connection that was cut is made again, and what changed meanwhile is read', async () => {
    const { page, api } = await play({})
    const sockets: { close(): Promise<void> }[] = []
    await page.routeWebSocket('**/api', (socket) => {
      socket.connectToServer()
      sockets.push(socket)
    })
    await page.reload()
    await page.getByRole('row', { name: 'moss', exact: true }).waitFor()
    const { length } = sockets
    await sockets.at(-1)?.close()
    await api.call('models.remove', { modelId: 'm11' })
    await expect.poll(() => sockets.length, { timeout: 10_000 }).toBe(length + 1)
    await expect.poll(async () => await page.getByRole('row', { name: 'moss', exact: true }).count()).toBe(0)
    expect(await page.getByText('The connection was lost.').count()).toBe(0)
  })

  test('digits are held back where the interval is wide', async () => {
    const { page } = await play({ halfWidth: 0.3 }, '#/matrix')
    const matrix = page.locator('svg[data-matrix]')
    await matrix.waitFor()
    await matrix.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const text = await page.locator('[data-card]').innerText()
    expect(text).toMatch(/Similarity\s*[01]\.\d [01]\.\d to [01]\.\d\s/)
  })

  test('a tip can become the root, a clade can be compared alone, and the address keeps both', async () => {
    const { page } = await play({}, '#/tree?layout=phylogram')
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    await page.getByRole('button', { name: /^fern, branch/ }).click()
    await page.getByRole('button', { name: 'Root here' }).click()
    await page.getByText('rooted by an outgroup').waitFor()
    expect(page.url()).toMatch(/root=m8/)
    await page
      .getByRole('button', { name: /^Clade of 4/ })
      .first()
      .click()
    await page.getByRole('button', { name: 'Compare only these' }).click()
    await page.getByText('4 models, genome general').waitFor()
    await page.reload()
    await page.getByText('4 models, genome general').waitFor()
  })

  test('while another tree is on its way, the caption is that of the tree drawn', async () => {
    const silent = new Set<CallName>()
    const { page, api } = await play({ silent }, '#/tree?layout=phylogram')
    await page.getByText('midpoint-rooted (display only)').waitFor()
    silent.add('analysis.tree')
    const asked = api.asked.length
    await page.getByRole('button', { name: /^fern, branch/ }).click()
    await page.getByRole('button', { name: 'Root here' }).click()
    await expect
      .poll(() => api.asked.slice(asked).some(({ name }) => name === 'analysis.tree'), { timeout: 10_000 })
      .toBe(true)
    expect(await page.getByText('midpoint-rooted (display only)').count()).toBe(1)
    expect(await page.getByText('rooted by an outgroup').count()).toBe(0)
  })

  test('a drawing that was moved keeps what is selected, and where it was moved to while a clade is collapsed', async () => {
    const { page } = await play({}, '#/tree?layout=phylogram&replicates=0')
    const drawing = page.locator('svg[data-tree="phylogram"] > g')
    await page.getByRole('button', { name: /^moss-code,/ }).click()
    const selected = page.getByRole('region', { name: 'Selected' })
    await selected.getByRole('heading', { name: 'moss-code' }).waitFor()
    const frame = (await page.locator('svg[data-tree]').boundingBox())!
    const [x, y] = [frame.x + frame.width - 60, frame.y + frame.height - 20]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x - 80, y - 50, { steps: 4 })
    await page.mouse.up()
    await selected.getByRole('heading', { name: 'moss-code' }).waitFor()
    expect(await drawing.getAttribute('transform')).toBe('translate(-80 -50) scale(1)')
    // A click that is none of a drag clears it.
    await page.mouse.click(x, y)
    await selected.waitFor({ state: 'detached' })
    await page
      .getByRole('button', { name: /^Clade of [2-5]/ })
      .first()
      .focus()
    await page.keyboard.press('c')
    await page.getByRole('button', { name: 'Expand all' }).waitFor()
    expect(await drawing.getAttribute('transform')).toBe('translate(-80 -50) scale(1)')
  })

  test('beside a tree of one measure stand no distances of another', async () => {
    let isSilent = false
    const { page, api } = await play(
      { isSilent: (name) => isSilent && name === 'analysis.distances' },
      '#/tree?replicates=0',
    )
    const rows = page.getByRole('region', { name: 'Selected' }).getByRole('row')
    await page.getByRole('button', { name: /^moss-code,/ }).click()
    await expect.poll(() => rows.count()).toBe(15)
    isSilent = true
    await page.getByRole('button', { name: /Measure/ }).click()
    const asked = api.asked.length
    await page.getByRole('option').nth(1).click()
    await expect.poll(() => api.asked.slice(asked).some(({ name }) => name === 'analysis.tree')).toBe(true)
    await page.getByText('Comparing the models').waitFor()
    await page.getByRole('button', { name: /^moss-code,/ }).click()
    await page.getByRole('region', { name: 'Selected' }).getByRole('heading', { name: 'moss-code' }).waitFor()
    expect(await rows.count()).toBe(1)
    await page.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.getByText('Comparing the models').waitFor({ state: 'detached' })
  })

  test('a bootstrap that fails leaves the tree that was asked for, and says so of its supports alone', async () => {
    const { page, api } = await play({}, '#/tree?replicates=0')
    await page.getByText('no bootstrap').waitFor()
    api.played.failing.set('analysis.tree', 'The draws ran out.')
    await page.getByRole('button', { name: /Bootstrap/ }).click()
    await page.getByRole('option', { name: '100 replicates' }).click()
    await page
      .getByRole('alert')
      .getByText('Its supports could not be computed: The draws ran out. The tree is shown without them.')
      .waitFor()
    await page.getByText('no bootstrap').waitFor()
  })

  test('in a narrow window the page scrolls over the drawing, which keeps its size', async () => {
    const { page } = await play({}, '#/tree', { viewport: { width: 480, height: 850 } })
    const drawing = page.locator('svg[data-tree]')
    await drawing.waitFor()
    const before = (await drawing.boundingBox())!
    expect(before.height).toBeGreaterThan(300)
    await page.mouse.move(before.x + 100, before.y + 100)
    await page.mouse.wheel(0, 300)
    await expect.poll(async () => (await drawing.boundingBox())!.y).toBeLessThan(before.y - 200)
    expect(await page.locator('svg[data-tree] > g').getAttribute('transform')).toBe('translate(0 0) scale(1)')
  })

  test('trees and matrices of hostile names are saved as well-formed SVG that holds them as text', async () => {
    const hostile = [
      'oak <img src="https://elsewhere.example/a.png" onerror="document.title=1">',
      'oak</text></svg><script>document.title=2</script>',
      'oak ]]> <!-- &amp; "quoted" \'single\'',
      'oak\u202egnp',
      'oak\u001b\ud800',
      `oak ${'very-long-'.repeat(60)}`,
    ]
    const { page } = await play({ models: hostile.map((name) => [name, null, 'F16', 381_600] as const) }, '#/tree')
    for (const view of ['Tree', 'Matrix']) {
      await showView(page, view)
      const figure = page.getByRole('figure')
      await figure.locator('svg[data-tree], svg[data-matrix]').first().waitFor()
      await figure.getByRole('button', { name: 'Export', exact: true }).click()
      const coming = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: 'SVG' }).first().click()
      const svg = await readFile(await (await coming).path(), 'utf8')
      const read = (await page.evaluate(
        `(text) => {
          const file = new DOMParser().parseFromString(text, 'image/svg+xml')
          return {
            broken: file.querySelector('parsererror')?.textContent ?? null,
            foreign: [...file.querySelectorAll('script, img, image, foreignObject')].length,
            handlers: [...file.querySelectorAll('*')].flatMap(({ attributes }) =>
              [...attributes].map(({ name }) => name).filter((name) => name.startsWith('on'))),
            text: file.documentElement.textContent,
            drawn: [...file.querySelectorAll('text')].map((text) => text.textContent),
          }
        }`.replace('(text) =>', `((text) =>`) + `)(${JSON.stringify(svg)})`,
      )) as { broken: string | null; foreign: number; handlers: string[]; text: string; drawn: string[] }
      expect(read).toMatchObject({ broken: null, foreign: 0, handlers: [] })
      expect(read.text).toContain('oak <img src')
      for (const name of ['oak\\u{202e}gnp', 'oak\\u{1b}\\u{d800}']) expect(read.drawn).toContain(name)
      // What cannot be seen is not in the file at all, and no name is drawn longer than there is room for.
      expect(svg).toBe(printableLines(svg))
      expect(read.drawn.filter((text) => text.includes('very-long-'.repeat(10)))).toEqual([])
      expect(read.drawn.some((text) => text.includes('very-long'))).toBe(true)
      expect(await page.title()).not.toMatch(/^[12]$/)
    }
  })

  test('a hundred models stay usable', async () => {
    const { page } = await play({ models: manyModels(100) }, '#/tree')
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    expect(await page.locator('[data-node]').count()).toBeGreaterThan(190)
    await showView(page, 'Matrix')
    await page.locator('svg[data-matrix]').waitFor()
    await showView(page, 'Library')
    await page.getByRole('grid', { name: 'Models' }).waitFor()
    expect(await page.getByRole('grid', { name: 'Models' }).getByRole('row').count()).toBeLessThan(70)
  })

  test('a model is found in a tree of many, and a clade is collapsed and expanded, by the keyboard alone', async () => {
    const { page } = await play({ models: manyModels(60) }, '#/tree?layout=phylogram')
    const figure = page.getByRole('figure')
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    const search = page.getByRole('searchbox', { name: 'Find a model in the tree' })
    await search.fill('nothing like it')
    await figure.getByText('No model found', { exact: true }).first().waitFor()
    await search.fill('FAMILYB-5')
    await figure.getByText('2 of 59 found', { exact: true }).waitFor()
    const lit = page.locator('svg[data-tree] text[font-weight="600"]')
    expect((await lit.allTextContents()).sort()).toEqual(['familyb-50', 'familyb-57'])
    expect(await page.locator(`svg[data-tree] path[stroke="${figurePalettes.light.accent}"]`).count()).toBeGreaterThan(
      2,
    )
    await picture(page, 'tree-search')
    // Enter leads from one found model to the next and round again, and brings it into view.
    const reached: (string | null)[] = []
    for (let press = 0; press < 3; press++) {
      await search.focus()
      await page.keyboard.press('Enter')
      const focus = page.locator('[data-node]:focus')
      reached.push(await focus.getAttribute('aria-label'))
      const [node, frame] = [await focus.boundingBox(), await page.locator('svg[data-tree]').boundingBox()]
      expect(node!.y).toBeGreaterThan(frame!.y)
      expect(node!.y + node!.height).toBeLessThan(frame!.y + frame!.height)
    }
    expect(new Set(reached.map((name) => name?.split(',')[0]))).toEqual(new Set(['familyb-50', 'familyb-57']))
    expect(reached[2]).toBe(reached[0])

    const before = await page.locator('[data-node]').count()
    await page.keyboard.press('ArrowLeft')
    const clade = page.locator('[data-node]:focus')
    expect(await clade.getAttribute('aria-expanded')).toBe('true')
    const name = await clade.getAttribute('aria-label')
    await page.keyboard.press('c')
    await expect.poll(() => clade.getAttribute('aria-expanded')).toBe('false')
    expect(await clade.getAttribute('aria-label')).toBe(`Collapsed ${name?.replace('Clade', 'clade')}`)
    const tips = Number(/of (\d+)/.exec(name ?? '')?.[1])
    expect(await page.locator('[data-node]').count()).toBe(before - (2 * tips - 2))
    await page
      .locator('svg[data-tree] text', { hasText: `+ ${tips - 1} more` })
      .first()
      .waitFor()
    await figure
      .getByText(/1 clade collapsed/)
      .first()
      .waitFor()
    // What was found in it is still said, and its label is lit.
    await figure.getByText('2 of 59 found', { exact: true }).waitFor()
    expect((await lit.allTextContents()).some((text) => text.endsWith('more'))).toBe(true)
    await picture(page, 'tree-collapsed')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Expand', exact: true }).click()
    await expect.poll(() => page.locator('[data-node]').count()).toBe(before)
    await page.getByRole('button', { name: 'Collapse', exact: true }).click()
    await page.getByRole('button', { name: 'Expand all' }).click()
    await expect.poll(() => page.locator('[data-node]').count()).toBe(before)
    await page.evaluate("window.location.hash = '#/tree?layout=unrooted'")
    // Another tree: what was selected and collapsed in the one before means nothing in it.
    await page.locator('svg[data-tree="unrooted"]').waitFor()
    await search.fill('')
    const first = page.getByRole('button', { name: /^Clade of [4-9]: / }).first()
    await first.focus()
    await page.keyboard.press('c')
    await page
      .locator('svg[data-tree] text', { hasText: /\+ [3-8] more/ })
      .first()
      .waitFor()
    await picture(page, 'tree-collapsed-unrooted')
  })

  test('a circular tree is chosen, fits its frame, is walked by the keyboard, and its clades are collapsed', async () => {
    const { page } = await play({ models: manyModels(60) }, '#/tree')
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    await page.getByRole('button', { name: /Layout/ }).click()
    await page.getByRole('option', { name: 'Circular', exact: true }).click()
    const tree = page.locator('svg[data-tree="circular"]')
    await tree.waitFor()
    expect(page.url()).toContain('layout=circular')
    await page.getByText('midpoint-rooted (display only)').waitFor()
    const branches = await tree.locator('path').evaluateAll((paths) => paths.map((path) => path.getAttribute('d')))
    expect(
      branches.filter((path) => /^M\S+ \S+A\S+ \S+ 0 0 [01] \S+ \S+L\S+ \S+$/.test(path ?? '')).length,
    ).toBeGreaterThan(110)
    await page.getByRole('img', { name: /^Scale bar/ }).waitFor()
    const frame = (await tree.boundingBox())!
    for (const label of await tree.locator('text').all()) {
      const box = (await label.boundingBox())!
      expect(
        box.x >= frame.x &&
          box.y >= frame.y &&
          box.x + box.width <= frame.x + frame.width &&
          box.y + box.height <= frame.y + frame.height,
      ).toBe(true)
    }
    await picture(page, 'tree-circular')

    // The labels on the left end at their tips; they take the pointer where they are drawn.
    const label = tree.locator('text[text-anchor="end"]').first()
    const [name, box] = [await label.textContent(), (await label.boundingBox())!]
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page
      .getByRole('region', { name: 'Selected' })
      .getByRole('heading', { name: name ?? '', exact: true })
      .waitFor()
    await page.keyboard.press('ArrowLeft')
    const clade = page.locator('[data-node]:focus')
    expect(await clade.getAttribute('aria-label')).toMatch(/^Clade of /)
    await page.keyboard.press('c')
    await expect.poll(() => clade.getAttribute('aria-expanded')).toBe('false')
    await tree
      .locator('text', { hasText: /\+ \d+ more/ })
      .first()
      .waitFor()
    await page.getByRole('searchbox', { name: 'Find a model in the tree' }).fill('familyb-5')
    await page.getByRole('figure').getByText('2 of 59 found', { exact: true }).waitFor()
    await picture(page, 'tree-circular-collapsed')

    await page.getByRole('button', { name: /Layout/ }).click()
    await page.getByRole('option', { name: 'Circular cladogram', exact: true }).click()
    await page.locator('svg[data-tree="circular-cladogram"]').waitFor()
    await page.getByText('Branches not to scale').waitFor()
    await page.reload()
    await page.locator('svg[data-tree="circular-cladogram"]').waitFor()
    await picture(page, 'tree-circular-cladogram')
  })

  test('a tree is read as an outline: clades named by their models, collapsed and expanded by arrow keys', async () => {
    const { page } = await play({ models: manyModels(60) }, '#/tree')
    await page.locator('svg[data-tree="phylogram"]').waitFor()
    await page.getByRole('radio', { name: 'Outline' }).check({ force: true })
    const outline = page.getByRole('tree')
    const rows = outline.getByRole('treeitem')
    await expect.poll(() => rows.count()).toBeGreaterThan(115)
    const all = await rows.count()
    await rows.first().focus()
    await page.keyboard.press('ArrowDown')
    const at = page.locator('[role="treeitem"]:focus')
    // The first clade that can be collapsed: the root cannot.
    for (let press = 0; press < 9 && (await at.getAttribute('aria-expanded')) === null; press++)
      await page.keyboard.press('ArrowDown')
    expect(await at.getAttribute('aria-label')).toMatch(/^Clade of \d+: family[a-z]-\d+, family[a-z]-\d+/)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => at.getAttribute('aria-expanded')).toBe('false')
    expect(await rows.count()).toBeLessThan(all)
    expect(await at.getAttribute('aria-label')).toMatch(/^Collapsed clade of /)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => rows.count()).toBe(all)
    await page.keyboard.press('Enter')
    await page
      .getByRole('region', { name: 'Selected' })
      .getByText(/^Clade of /)
      .waitFor()
    await page.getByRole('searchbox', { name: 'Find a model in the tree' }).fill('FAMILYB-5')
    await page.getByRole('figure').getByText('2 of 59 found', { exact: true }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => at.getAttribute('aria-label')).toMatch(/^familyb-5/)
    await picture(page, 'tree-outline')
    await at.getByRole('link').click()
    await page.getByRole('heading', { name: /^familyb-5/, level: 1 }).waitFor()
  })

  test('a matrix keeps the names of its columns in sight, is enlarged, and is a table with heads', async () => {
    const { page } = await play({ models: manyModels(60) }, '#/matrix')
    const cells = page.locator('svg[data-matrix]')
    await cells.waitFor()
    const width = (await cells.boundingBox())!.width
    for (let press = 0; press < 4; press++) await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(async () => (await cells.boundingBox())!.width).toBeGreaterThan(1.5 * width)
    const name = page.locator('svg[aria-hidden] text[transform]').first()
    const before = (await name.boundingBox())!
    await cells.evaluate((element) => element.parentElement!.parentElement!.scrollBy(0, 400))
    await expect.poll(async () => (await cells.boundingBox())!.y).toBeLessThan(before.y)
    expect((await name.boundingBox())!.y).toBeCloseTo(before.y, 0)
    await page.getByRole('button', { name: 'Fit the whole matrix' }).click()
    const frame = page.getByRole('figure')
    await expect.poll(async () => (await cells.boundingBox())!.height).toBeLessThan((await frame.boundingBox())!.height)

    await page.getByRole('radio', { name: 'Table' }).check({ force: true })
    const table = page.getByRole('table', { name: /^Similarity of / })
    await expect.poll(() => table.getByRole('rowheader').count()).toBeGreaterThan(50)
    expect(await table.getByRole('columnheader').count()).toBe(await table.getByRole('rowheader').count())
    await page.getByRole('searchbox', { name: 'Find a model in the matrix' }).fill('familyb-5')
    await expect.poll(() => table.locator('tr[data-found="true"]').count()).toBe(2)
    await picture(page, 'matrix-table')
    await table.getByRole('rowheader').first().getByRole('link').click()
    await page.getByRole('heading', { name: /^family/, level: 1 }).waitFor()
  })

  test('however a tree is enlarged, something of it stays in sight, and its scale bar is one that fits', async () => {
    const { page } = await play({ models: manyModels(60) }, '#/tree')
    const tree = page.locator('svg[data-tree]')
    await tree.waitFor()
    const bar = page.getByRole('img', { name: /^Scale bar/ })
    const said = await bar.getAttribute('aria-label')
    const frame = (await tree.boundingBox())!
    // Into a corner without anything of the tree in it.
    await page.mouse.move(frame.x + 4, frame.y + frame.height - 4)
    await page.keyboard.down('Control')
    for (let notch = 0; notch < 24; notch++) await page.mouse.wheel(0, -120)
    await page.keyboard.up('Control')
    await expect.poll(() => bar.getAttribute('aria-label')).not.toBe(said)
    expect((await bar.boundingBox())!.width).toBeLessThanOrEqual(252)
    type Box = Record<'x' | 'y' | 'width' | 'height', number>
    const nodes = await page
      .locator('[data-node] > circle:first-of-type')
      .evaluateAll((circles) => circles.map((circle) => circle.getBoundingClientRect().toJSON() as Box))
    const isInSight = ({ x, y, width, height }: Box): boolean =>
      x + width / 2 > frame.x &&
      y + height / 2 > frame.y &&
      x + width / 2 < frame.x + frame.width &&
      y + height / 2 < frame.y + frame.height
    expect(nodes.some(isInSight)).toBe(true)
  })

  test('a menu of many models is searched, names first', async () => {
    const { page } = await play({ models: manyModels(60) }, '#/tree')
    await page.locator('svg[data-tree]').waitFor()
    await page.getByRole('button', { name: /Root/ }).click()
    await page.getByRole('searchbox', { name: 'Search: Root' }).fill('familyb-50')
    await page.getByRole('option', { name: 'familyb-50 (outgroup)' }).click()
    await page.getByText('rooted by an outgroup').first().waitFor()
    expect(page.url()).toContain('root=')
  })

  test('the keyboard alone leads from the library to the tree', async () => {
    const { page } = await play({})
    await page.getByRole('row', { name: /^oak( |$)/ }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the view')
    for (let press = 0; press < 5; press++) await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#/matrix')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await page.locator('svg[data-tree]').waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
  })

  test('with reduced motion nothing moves', async () => {
    const { page } = await play({ silent: new Set(['models.list']) }, '', { reducedMotion: 'reduce' })
    const bar = page.getByRole('progressbar').first()
    await bar.waitFor()
    const count = await page.evaluate(
      `getComputedStyle(document.querySelector('[role="progressbar"] > div > div')).animationIterationCount`,
    )
    expect(count).toBe('1')
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every text of every view has a contrast of at least 4.5 to what is behind it (${colorScheme})`, async () => {
      const { page } = await play(
        { jobs: [job({ state: 'running', done: 3 }), job({ id: 'j1', modelName: 'fern', state: 'done', done: 128 })] },
        '',
        { colorScheme },
      )
      for (const route of [
        '#/library?model=m1',
        '#/probe?models=m0',
        '#/tree',
        '#/matrix',
        '#/model?model=m1',
        '#/pair?left=m0&right=m1',
      ]) {
        await page.evaluate(`window.location.hash = ${JSON.stringify(route)}`)
        await page.waitForTimeout(700)
        expect(await page.evaluate(faintTexts), route).toEqual([])
      }
      // The stylesheet and the figures have the same colours.
      const palette = figurePalettes[colorScheme]
      const expected: Record<string, string> = {
        text: palette.text,
        'text-muted': palette.muted,
        surface: palette.surface,
        accent: palette.accent,
      }
      expect(await page.evaluate(tokenColors(Object.keys(expected)))).toEqual(expected)
    })
  }
})

/** Runs in the page: the colours in effect of custom properties, as `#rrggbb`. */
const tokenColors = (names: readonly string[]) => `(() => {
  const probe = document.body.appendChild(document.createElement('i'))
  const hex = (name) => {
    probe.style.color = 'var(--' + name + ')'
    return '#' + getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map((value) => Number(value).toString(16).padStart(2, '0')).join('')
  }
  return Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, hex(name)]))
})()`

/**
 * Runs in the page: texts of HTML elements whose colour is too near to their background, disabled controls left out.
 */
const faintTexts = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const read = (color) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const luminance = ([r, g, b]) => {
    const line = (value) => { const v = value / 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }
    return 0.2126 * line(r) + 0.7152 * line(g) + 0.0722 * line(b)
  }
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = read(getComputedStyle(at).backgroundColor)
      if (color[3] > 0.99) return color
    }
    return [255, 255, 255, 1]
  }
  const faint = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (node.textContent.trim() === '' || element.closest('svg, [data-disabled], .visually-hidden, noscript, script') !== null) continue
    if (element.getClientRects().length === 0) continue
    const [front, back] = [read(getComputedStyle(element).color), behind(element)]
    const [a, b] = [luminance(front), luminance(back)].sort((x, y) => x - y)
    const ratio = (b + 0.05) / (a + 0.05)
    if (ratio < 4.5) faint.push(node.textContent.trim().slice(0, 40) + ' ' + ratio.toFixed(2))
  }
  return faint
})()`
