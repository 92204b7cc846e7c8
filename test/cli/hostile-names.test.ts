import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { printable, printableLines } from '../../core/format/printable.ts'
import { textOfCell } from '../../core/table/csv-cell.ts'
import { parseNewick } from '../../core/tree/newick-parser.ts'
import { tipNames } from '../core/tree/tip-names.ts'
import { openEngine } from '../../engine/engine.ts'
import { readCsv } from '../../engine/tables/read-csv.ts'
import { fakeInference } from '../engine/fixtures/fake-inference.ts'
import { allOver, queueUntil } from '../engine/fixtures/queue-setup.ts'
import { sampleResult, sampleSettings } from '../engine/fixtures/samples.ts'
import { namedModel, write } from '../engine/fixtures/tiny-library.ts'
import { readPage } from '../engine/report/well-formed.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

/**
 * A file name that holds what some output would obey: a formula, tags, an attribute's end, signs of Newick and PHYLIP,
 * commands of a terminal, bold letters, the other direction of writing, what cannot be seen, line ends, a decomposed
 * letter.
 */
const raw =
  "=cmd|'calc'!A0\"<img src=x onerror=alert(1)>&amp;([:;,])\u001b]0;title\u0007\u001b[2J\u001b[1mcafe\u0301\u202e\u200b\u{e0041}\r\n\t\u009b31m"
const shown = printable(raw.normalize('NFC'))
const files = [`a/${raw}.gguf`, `b/${raw}.gguf`, `＋1${raw}.gguf`, 'caf\u00e9.gguf']
/** Two have the first name; each gets its folder behind it. */
const names = [`${shown} (a)`, `${shown} (b)`, `＋1${shown}`, 'caf\u00e9'].sort()

const folder = temporaryFolder()
afterAll(() => folder.remove())

beforeAll(async () => {
  const models = join(folder.path, 'models')
  mkdirSync(models)
  write(models, Object.fromEntries(files.map((file, index) => [file, namedModel(`${String(index)}${raw}`)])))
  write(models, { [`c/${raw} again.gguf`]: namedModel(`0${raw}`) })
  const { start } = fakeInference({
    result: (gene, path) =>
      sampleResult(0.3 + 0.1 * files.findIndex((file) => path.endsWith(file)) + gene.index / 100, `${raw}`.slice(0, 4)),
  })
  const engine = await openEngine({
    databaseFile: join(folder.path, 'cladescope.sqlite'),
    startInference: start,
    modelsFolder: join(folder.path, 'absent'),
  })
  await engine.call('models.add', { placeIds: [engine.grantPlace(models).id], operation: 'add' })
  const genes = ['one', 'two', 'three', 'four', 'five']
  const { id: genomeId } = await engine.call('genomes.add', { name: raw, genes })
  const modelIds = (await engine.call('models.list', {})).map((model) => model.id)
  await engine.call('models.setFamily', { modelIds: modelIds.slice(0, 2), family: raw })
  await engine.call('probes.start', { modelIds, genomeId, settings: sampleSettings, load: { gpu: 'off' } })
  await queueUntil(engine, allOver)
  await engine.close()
})

/** What a command prints, which holds nothing that a terminal would obey; notes on stderr are looked at, too. */
async function printed(...argumentsGiven: string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(folder.path, ...argumentsGiven)
  expect(stderr).toBe(printableLines(stderr))
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

/** The same of one that reads results. */
const analysed = (command: string, ...options: string[]): Promise<string> =>
  printed(command, '--genome', raw, ...options)

function expectHarmless(text: string): void {
  expect(text).toBe(printableLines(text))
}

/** Of a drawing or a page: well-formed, no element and no attribute of the name's making. */
function expectNoMarkup(text: string): void {
  expectHarmless(text)
  const { elements, attributes } = readPage(text.replace(/^<\?xml[^>]*\?>\n/, ''))
  expect(elements).not.toContain('img')
  expect(attributes.filter((attribute) => /^\S+ onerror=/.test(attribute))).toEqual([])
}

test('tables and documents of the library', async () => {
  for (const text of [await printed('models', 'list'), await printed('models', 'show', names[1]!)]) {
    expectHarmless(text)
    expect(text).toContain(shown)
  }
  const document = await printed('models', 'list', '--json')
  expectHarmless(document)
  const models: { name: string; places: { path: string }[] }[] = JSON.parse(document).models
  expect(models.map(({ name }) => name).sort()).toEqual(names)
  // The path is the one on the disk, so that it can be opened.
  expect(models.flatMap(({ places }) => places.map(({ path }) => path))).toContain(
    join(folder.path, 'models', `c/${raw} again.gguf`),
  )
})

test('messages, with the raw name as argument', async () => {
  const known = await runCli(folder.path, 'models', 'add', join(folder.path, 'models', `c/${raw} again.gguf`))
  expectHarmless(known.stdout + known.stderr)
  expect(known.stderr).toContain('1 copy known already')
  const copy = join(folder.path, 'models', `c/${raw} once more.gguf`)
  copyFileSync(join(folder.path, 'models', `c/${raw} again.gguf`), copy)
  const again = await runCli(folder.path, 'models', 'add', copy)
  expectHarmless(again.stdout + again.stderr)
  expect(again.stderr).toContain('has the same content as')
  const ambiguous = await runCli(folder.path, 'models', 'show', raw)
  expectHarmless(ambiguous.stderr)
  expect(ambiguous.stderr).toContain('means 2 models')
  const absent = await runCli(folder.path, 'models', 'show', `${raw} absent`)
  expectHarmless(absent.stderr)
  const forgot = await runCli(
    folder.path,
    'models',
    'remove',
    names[1]!,
    '--place',
    join(folder.path, 'models', `b/${raw}.gguf`),
  )
  expectHarmless(forgot.stdout + forgot.stderr)
  expect(forgot.stdout).toContain('forgot ')
})

test('trees: in characters, as Newick that is read back, as a drawing', async () => {
  expectHarmless(await analysed('tree'))
  const newick = await analysed('tree', '--format', 'newick')
  expectHarmless(newick)
  expect(newick.trimEnd()).not.toContain('\n')
  expect(tipNames(parseNewick(newick)).sort()).toEqual(names)
  for (const layout of ['phylogram', 'circular', 'unrooted'])
    expectNoMarkup(await analysed('tree', '--format', 'svg', '--layout', layout))
  expectHarmless(await analysed('tree', '--json'))
})

test('distances: as a table, as CSV without formulas that is read back, as PHYLIP, as a drawing', async () => {
  expectHarmless(await analysed('distances'))
  const csv = await analysed('distances', '--format', 'csv')
  expectHarmless(csv)
  for (const line of csv.trimEnd().split('\r\n')) expect(line).not.toMatch(/(?:^|,)"?[=+\-@＝＋－＠]/)
  expect(
    readCsv(csv)
      .rows.map(({ cells }) => cells[0]!)
      .sort(),
  ).toEqual(names)
  for (const style of ['relaxed', 'strict']) {
    const phylip = await analysed('distances', '--format', 'phylip', '--names', style)
    expectHarmless(phylip)
    const [count, ...lines] = phylip.trimEnd().split('\n')
    expect(Number(count)).toBe(lines.length)
    const taxa = lines.map((line) => line.split(/\s+/)[0]!)
    expect(new Set(taxa).size).toBe(names.length)
    for (const taxon of taxa) expect(taxon).not.toMatch(/[()[\]:;,'"]/)
    for (const line of lines) expect(line.split(/\s+/)).toHaveLength(1 + names.length)
  }
  expectNoMarkup(await analysed('distances', '--format', 'svg'))
})

test('the map, the populations and the report', async () => {
  expectHarmless(await analysed('map'))
  expectNoMarkup(await analysed('map', '--format', 'svg'))
  const csv = await analysed('map', '--format', 'csv')
  expectHarmless(csv)
  for (const line of csv.trimEnd().split('\r\n')) expect(line).not.toMatch(/(?:^|,)"?[=+@＝＋－＠]/)
  expectHarmless(await printed('populations', names[1]!, '--genome', raw, '--json'))
  await analysed('report', '--title', raw, '--out', 'report.html')
  const page = readFileSync(join(folder.path, 'report.html'), 'utf8')
  expectNoMarkup(page)
  expect(readPage(page).texts.join('')).toContain(shown)
})

test('a cell is read back as the name that it was written of', () => {
  expect(textOfCell("'=1")).toBe('=1')
  expect(textOfCell("'＝1")).toBe('＝1')
})
