import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractText } from 'unpdf'
import { nameProblemOn, replaceFile, requireWritableFile } from '../../cli/replace-file.ts'
import { findBrowser } from '../../cli/report/find-browser.ts'
import { printPage } from '../../cli/report/print-page.ts'
import { openEngine } from '../../engine/engine.ts'
import { fakeInference } from '../engine/fixtures/fake-inference.ts'
import { allOver, queueUntil } from '../engine/fixtures/queue-setup.ts'
import { sampleResult, sampleSettings } from '../engine/fixtures/samples.ts'
import { namedModel, write } from '../engine/fixtures/tiny-library.ts'
import { readPage } from '../engine/report/well-formed.ts'
import { finish, startCli, temporaryFolder, type CliResult, withoutProgress } from './run-cli.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
const inFolder = (name: string): string => join(folder.path, name)

const names = ['ash', 'beech', 'cedar', 'elm']

/** A database with four probed models, as the command line finds it. */
beforeAll(async () => {
  mkdirSync(inFolder('models'))
  write(inFolder('models'), Object.fromEntries(names.map((name) => [`${name}.gguf`, namedModel(name)])))
  const { start } = fakeInference({
    result: (gene, path) => sampleResult(0.3 + 0.1 * names.findIndex((name) => path.includes(name)) + gene.index / 100),
  })
  const engine = await openEngine({
    databaseFile: inFolder('cladescope.sqlite'),
    startInference: start,
    modelsFolder: inFolder('absent'),
  })
  await engine.call('models.add', { placeIds: [engine.grantPlace(inFolder('models')).id], operation: 'add' })
  const { id: genomeId } = await engine.call('genomes.add', {
    name: 'trees',
    genes: ['one', 'two', 'three', 'four', 'five'],
  })
  const modelIds = (await engine.call('models.list', {})).map((model) => model.id)
  await engine.call('probes.start', { modelIds, genomeId, settings: sampleSettings, load: { gpu: 'off' } })
  await queueUntil(engine, allOver)
  await engine.close()
})

/** Runs the command line with CHROME_PATH as given. */
async function report(browser: string, ...argumentsGiven: string[]): Promise<CliResult> {
  const former = process.env['CHROME_PATH']
  process.env['CHROME_PATH'] = browser
  try {
    return await finish(startCli(folder.path, 'report', '--genome', 'trees', ...argumentsGiven))
  } finally {
    if (former === undefined) delete process.env['CHROME_PATH']
    else process.env['CHROME_PATH'] = former
  }
}

describe('report', () => {
  test('writes one well-formed page, as a whole, and replaces a file only when told to', async () => {
    const { code, stdout, stderr } = await report('', '--out', 'report.html', '--json')
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ html: inFolder('report.html'), pdf: null, remarks: [] })
    const page = readFileSync(inFolder('report.html'), 'utf8')
    const { texts } = readPage(page)
    for (const name of names) expect(texts).toContain(name)
    expect(texts).toContain('4 models compared with the genome trees')
    // Where the files lie is nobody else's business.
    expect(page).not.toContain(folder.path)

    // The database is never replaced, whatever name it goes by.
    for (const name of ['cladescope.sqlite', 'cladescope.sqlite-wal'])
      expect(await report('', '--out', name, '--force')).toMatchObject({
        code: 1,
        stderr: `cladescope: expected a file other than those of the database, found '${inFolder(name)}'\n`,
      })
    // Nor is a model's file, and a link stays one.
    writeFileSync(inFolder('model.bin'), 'GGUF and more')
    expect(await report('', '--out', 'model.bin', '--force')).toMatchObject({
      code: 1,
      stderr: `cladescope: '${inFolder('model.bin')}' is a GGUF file: models are read, never replaced\n`,
    })
    symlinkSync('behind-the-link.html', inFolder('link.html'))
    expect(await report('', '--out', 'link.html')).toMatchObject({ code: 0 })
    expect(readlinkSync(inFolder('link.html'))).toBe('behind-the-link.html')
    expect(readFileSync(inFolder('behind-the-link.html'), 'utf8')).toContain('<h1>')
    // Told before anything is computed.
    expect(await report('', '--out', '')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: "cladescope: --out: expected the name of a file, found ''\n",
    })
    const again = await report('', '--out', 'report.html', '--title', 'Another')
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain('exists already; --force replaces it')
    expect(readFileSync(inFolder('report.html'), 'utf8')).toBe(page)

    const forced = await report(
      '',
      'ash',
      'elm',
      '--out',
      'report.html',
      '--force',
      '--title',
      'A <b>title</b>',
      '--sections',
      'tree,matrix',
      '--root',
      'none',
      '--bootstrap',
      '0',
    )
    expect(forced).toMatchObject({ code: 0, stdout: `${inFolder('report.html')}\n` })
    const replaced = readPage(readFileSync(inFolder('report.html'), 'utf8'))
    expect(replaced.texts).toContain('A <b>title</b>')
    expect(replaced.attributes.filter((attribute) => attribute.startsWith('section id='))).toEqual([
      'section id=tree',
      'section id=matrix',
    ])
    expect(replaced.texts).not.toContain('beech')
  })

  test('without a browser writes the page, says where one was looked for, and fails', async () => {
    const { code, stdout, stderr } = await report(inFolder('no-browser'), '--out', 'alone.html', '--pdf', 'alone.pdf')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /alone\.html is written, but not the PDF: no Chromium, Chrome or Edge was found \(looked in CHROME_PATH \(.*no-browser\)\)/,
    )
    expect([existsSync(inFolder('alone.html')), existsSync(inFolder('alone.pdf'))]).toEqual([true, false])
  })

  test('refuses places that cannot be written and sections that do not exist, before any work', async () => {
    expect(await report('', '--out', join('nowhere', 'report.html'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no folder') as string,
    })
    expect(await report('', '--out', 'same.html', '--pdf', 'same.html')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the same file') as string,
    })
    expect(await report('', '--out', 'other.html', '--sections', 'tree,leaves')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("found 'leaves'") as string,
    })
  })

  test('leaves nothing half-written behind', () => {
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('a file that is replaced', () => {
  test('keeps its former content where it cannot be written', () => {
    writeFileSync(inFolder('former.txt'), 'former')
    replaceFile(inFolder('former.txt'), 'new')
    expect(readFileSync(inFolder('former.txt'), 'utf8')).toBe('new')
    mkdirSync(inFolder('taken'))
    expect(() => replaceFile(inFolder('taken'), 'new')).toThrow(/taken' could not be written/)
    expect(() => requireWritableFile(inFolder('taken'), true)).toThrow(/is a folder/)
    if (process.platform === 'linux')
      expect(() => requireWritableFile('/proc/report.html', false)).toThrow(
        /^'\/proc\/report.html' could not be written: ENOENT: no such file or directory$/,
      )
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

describe('a place for a file is refused with what was expected and what was found', () => {
  test('below a file', () => {
    writeFileSync(inFolder('plain'), '')
    for (const file of [join('plain', 'x.html'), join('plain', 'deeper', 'x.html')])
      expect(() => requireWritableFile(inFolder(file), true)).toThrow(
        `expected a folder, found the file '${inFolder('plain')}'`,
      )
    expect(() => requireWritableFile(inFolder(join('absent', 'x.html')), true)).toThrow(
      `no folder '${inFolder('absent')}'`,
    )
  })

  test.skipIf(process.platform === 'win32').each(['/dev/full', '/dev/null', '/dev/stdout', '/proc/self/fd/1'])(
    'in %s',
    (file) => {
      expect(() => requireWritableFile(file, true)).toThrow(
        `'${file}': expected the name of a file, found a device or stream`,
      )
    },
  )

  test.skipIf(process.platform === 'win32')('behind links in a circle', () => {
    symlinkSync('second', inFolder('first'))
    symlinkSync('first', inFolder('second'))
    expect(() => requireWritableFile(inFolder('first'), true)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: `'${inFolder('first')}': expected a file, found links that lead in a circle`,
      }) as Error,
    )
  })

  test.skipIf(process.platform !== 'linux')('where nothing can be read, so that it may be a model', () => {
    expect(() => requireWritableFile('/proc/self/mem', true)).toThrow(
      /^'\/proc\/self\/mem' could not be read, which may be a model: EIO: i\/o error$/,
    )
  })

  test('on Windows a report is not written to a device or a stream', () => {
    for (const file of [
      String.raw`C:\reports\aux.html`,
      'C:nul',
      'con.html',
      String.raw`\\server\share\moss:latest.html`,
    ])
      expect(nameProblemOn('win32', file)).toBeDefined()
    for (const file of [String.raw`C:\aux\report.html`, 'D:report.html', String.raw`\\?\C:\reports\oaks.html`])
      expect(nameProblemOn('win32', file)).toBeUndefined()
    expect(nameProblemOn('linux', 'aux.html')).toBeUndefined()
  })

  test('under a name that is too long, and not under the longest that there can be', () => {
    expect(() => requireWritableFile(inFolder('ä'.repeat(150)), true)).toThrow(
      /^'ä+…ä+': expected the name of a file, at most 255 bytes, found 300$/,
    )
    const longest = inFolder('a'.repeat(255))
    requireWritableFile(longest, false)
    replaceFile(longest, 'whole')
    expect(readFileSync(longest, 'utf8')).toBe('whole')
  })
})

describe('the browser', () => {
  const surroundings = (platform: NodeJS.Platform, variables: Record<string, string>, files: readonly string[]) => ({
    platform,
    variables,
    home: '/home/reader',
    isFile: (path: string) => files.includes(path),
  })

  test('is the one that CHROME_PATH names, and no other', () => {
    const files = ['/usr/bin/chromium', '/opt/mine/chrome']
    expect(findBrowser(surroundings('linux', { PATH: '/usr/bin', CHROME_PATH: '/opt/mine/chrome' }, files))).toEqual({
      path: '/opt/mine/chrome',
    })
    expect(findBrowser(surroundings('linux', { PATH: '/usr/bin', CHROME_PATH: '/opt/gone' }, files))).toEqual({
      path: undefined,
      tried: ['CHROME_PATH (/opt/gone)'],
    })
  })

  test('is else the first on the PATH, Chrome before Chromium before Edge, wherever they lie', () => {
    const files = ['/a/microsoft-edge', '/a/chromium', '/b/google-chrome']
    expect(findBrowser(surroundings('linux', { PATH: '/a:/b/' }, files))).toEqual({ path: '/b/google-chrome' })
    expect(
      findBrowser(surroundings('linux', { PATH: '/a:.:relative' }, [...files.slice(0, 2), './google-chrome'])),
    ).toEqual({ path: '/a/chromium' })
  })

  test.each([
    ['linux', {}, '/snap/bin/chromium'],
    ['darwin', {}, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['darwin', {}, '/home/reader/Applications/Chromium.app/Contents/MacOS/Chromium'],
    ['win32', { ProgramFiles: 'C:\\Program Files' }, 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
    [
      'win32',
      { ProgramFiles: 'C:\\Program Files', 'ProgramFiles(x86)': 'C:\\Program Files (x86)' },
      'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    ],
  ] as const)('is on %s found where installers put it', (platform, variables, path) => {
    expect(findBrowser(surroundings(platform, variables, [path]))).toEqual({ path })
    expect(findBrowser(surroundings(platform, variables, [])).path).toBeUndefined()
  })

  const program = (name: string, lines: string): string => {
    const path = inFolder(name)
    writeFileSync(path, `#!/bin/sh\n${lines}\n`)
    chmodSync(path, 0o755)
    return path
  }
  const profiles = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('cladescope-print-'))

  test.skipIf(process.platform === 'win32')(
    'that dies, hangs or does not start gives a clear error and is ended; its profile is removed',
    async () => {
      const before = profiles()
      const html = '<p>text</p>'
      await expect(
        printPage({ browser: program('dies', 'echo first >&2; echo no display >&2; exit 3'), html }),
      ).rejects.toThrow(/dies ended with exit code 3: first \| no display/)
      await expect(
        printPage({ browser: program('hangs', `echo $$ > ${inFolder('pid')}; sleep 600`), html, limit: 3000 }),
      ).rejects.toThrow(/hangs had not printed the PDF after 3 s and was ended/)
      await expect.poll(() => isAlive(Number(readFileSync(inFolder('pid'), 'utf8')))).toBe(false)
      await expect(printPage({ browser: inFolder('absent-browser'), html })).rejects.toThrow(
        /could not be started: .*ENOENT/,
      )
      const abort = new AbortController()
      const printing = printPage({ browser: program('waits', 'sleep 600'), html, signal: abort.signal })
      abort.abort(new Error('stopped by the reader'))
      await expect(printing).rejects.toThrow('stopped by the reader')
      expect(profiles().filter((name) => !before.includes(name))).toEqual([])
    },
  )
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const found = await aBrowser()
// In CI the test fails without a browser, instead of being skipped.
if (found === undefined) console.log('a real PDF: no browser was found')

/** The installed browser that the command would use, else on Linux the one that an npm package brings. */
async function aBrowser(): Promise<string | undefined> {
  const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
  const { path } = findBrowser({ platform: process.platform, home: homedir(), variables: process.env, isFile })
  if (path !== undefined || process.platform !== 'linux') return path
  const { openBrowser } = await import('../e2e/browser.ts')
  // Opened once, so that it is unpacked as a whole, also where another test file unpacks it at the same time.
  const { browser } = await openBrowser()
  if (browser === undefined) return undefined
  await browser.close()
  return (await import('@sparticuz/chromium')).default.executablePath()
}

describe.skipIf(found === undefined && process.env['CI'] === undefined)('a real PDF', () => {
  test('is printed on numbered pages with the text of the report', async () => {
    const { code, stderr } = await report(found ?? '', '--out', 'printed.html', '--pdf', 'printed.pdf')
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' })
    const pdf = readFileSync(inFolder('printed.pdf'))
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(pdf.subarray(-16).toString('latin1')).toContain('%%EOF')
    const pages = Math.max(
      ...[
        ...pdf
          .toString('latin1')
          .matchAll(/\/Type\s*\/Pages\b[^>]*\/Count\s+(\d+)|\/Count\s+(\d+)[^>]*\/Type\s*\/Pages\b/g),
      ].map(([, one, other]) => Number(one ?? other)),
    )
    expect(pages).toBeGreaterThanOrEqual(2)
    expect(pages).toBeLessThanOrEqual(8)
    const { text, totalPages } = await extractText(new Uint8Array(pdf), { mergePages: true })
    expect(totalPages).toBe(pages)
    for (const words of ['4 models compared with the genome trees', 'Similarity matrix', 'cedar', 'References'])
      expect(text).toContain(words)
    expect(text).toMatch(new RegExp(`1\\s*/\\s*${String(pages)}`))
    // What is folded away on the screen is not printed.
    expect(text).not.toContain('similarity lower')
  })
})
