import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newickTips } from './newick-tips.ts'
import { finish, runCli, startCli, temporaryFolder, type CliResult } from './run-cli.ts'

const demoFolder = fileURLToPath(new URL('../../models/demo/', import.meta.url))
const modelFile = (name: string): string => join(demoFolder, `${name}.gguf`)
const names = ['fern', 'moss', 'oak', 'oak-tales']
const genes = [
  'The old man walked to the',
  'Once upon a time, ther',
  '12 + 7 =',
  'def add(a, b',
  'The town of',
  'User: Hello\nAssist',
]

const folder = temporaryFolder()
afterAll(() => folder.remove())

const run = (...argumentsGiven: string[]): Promise<CliResult> => runCli(folder.path, ...argumentsGiven)

/** Runs with --json and reads stdout as the one document that it must be. */
async function runJson(...argumentsGiven: string[]) {
  const result = await run(...argumentsGiven, '--json')
  expect(result, result.stderr).toMatchObject({ code: 0 })
  return JSON.parse(result.stdout)
}

beforeAll(async () => {
  writeFileSync(join(folder.path, 'small.json'), JSON.stringify({ name: 'small', genes }))
  const added = await run('genomes', 'add', 'small.json')
  expect(added, added.stderr).toMatchObject({ code: 0 })
  const probed = await run(
    'probe',
    ...names.map(modelFile),
    '--genome',
    'small',
    '--tolerance',
    'quick',
    '--gpu',
    'off',
  )
  expect(probed, probed.stderr).toMatchObject({ code: 0 })
  expect(probed.stdout.split('\n')).toHaveLength(names.length + 2)
})

describe('models', () => {
  test('list names each model after its file', async () => {
    const { models } = await runJson('models', 'list')
    expect(models.map((model: { name: string }) => model.name).sort()).toEqual(names)
    for (const model of models)
      expect(model).toMatchObject({ architecture: 'llama', filesState: 'present', probedGenomes: ['small'] })
  })

  test('a copy is kept as another place, which is shown, used as a path, and forgotten alone', async () => {
    const copy = join(folder.path, 'oak-copy.gguf')
    copyFileSync(modelFile('oak'), copy)
    const added = await run('models', 'add', copy)
    expect(added.stderr).toContain(
      `oak-copy.gguf has the same content as oak (${modelFile('oak')}): kept as another place`,
    )
    const again = await run('models', 'add', copy)
    expect([again.stderr.includes('same content'), again.stderr.includes('note: 1 copy known already')]).toEqual([
      false,
      true,
    ])
    expect((await run('models', 'list')).stdout).toMatch(
      /oak .* small +present, 2 places, up to [\d.]+ kB could be freed +\/.+oak.gguf\n/,
    )
    const { model } = await runJson('models', 'show', copy)
    expect(model).toMatchObject({
      name: 'oak',
      freeable: model.size,
      places: [{ path: modelFile('oak') }, { path: copy }],
    })
    expect((await run('models', 'show', 'oak')).stdout).toMatch(/oak\.gguf +read\n.*oak-copy\.gguf\n$/)
    expect(await run('models', 'remove', 'oak', '--place', 'absent.gguf')).toMatchObject({ code: 1 })
    const forgot = await runJson('models', 'remove', 'oak', '--place', copy)
    expect(forgot).toMatchObject({ removed: true, name: 'oak', path: copy, places: [{ path: modelFile('oak') }] })
    expect(existsSync(copy)).toBe(true)
    rmSync(copy)
  })

  test('add tells added, known and refused apart, adds the good ones, and fails where any was refused', async () => {
    const bad = join(folder.path, 'bad.gguf')
    writeFileSync(bad, 'this is no model')
    const { code, stdout, stderr } = await run(
      'models',
      'add',
      modelFile('oak-sums'),
      modelFile('oak'),
      bad,
      'nowhere.gguf',
      '--json',
    )
    const report = JSON.parse(stdout)
    expect(code).toBe(1)
    expect(report.added.map((model: { name: string }) => model.name)).toEqual(['oak-sums'])
    expect(report.known.map((model: { name: string }) => model.name)).toEqual(['oak'])
    expect(report.refused.map((refusal: { path: string }) => refusal.path).sort()).toEqual([bad, 'nowhere.gguf'].sort())
    expect(stderr).toMatch(/^cladescope: 2 paths refused: [^\n]+\n$/)
    expect(await runJson('models', 'remove', 'oak-sums', '--yes')).toMatchObject({ removed: true, name: 'oak-sums' })
  })

  test('a folder with models in it is added whatever else lies there, which is counted by kind', async () => {
    const other = temporaryFolder()
    const write = (name: string, content: string | Buffer) => writeFileSync(join(other.path, name), content)
    write('oak.gguf', readFileSync(modelFile('oak')))
    write('cut.gguf', readFileSync(modelFile('oak')).subarray(0, 2000))
    write('next.gguf.part', '')
    write('page.gguf', '<!doctype html>')
    const counted = 'left out: 2 unfinished downloads, 1 file of another format'
    const { code, stdout, stderr } = await run('models', 'add', other.path, '--json')
    expect([code, stderr]).toEqual([0, expect.stringContaining(`note: ${counted} (reasons with --reasons)\n`)])
    const kinds = JSON.parse(stdout).refused.map(({ kind }: { kind: string }) => kind)
    expect(kinds.sort()).toEqual(['download', 'download', 'format'])
    const asked = await run('models', 'add', other.path, '--reasons')
    expect([asked.code, asked.stderr]).toEqual([0, expect.stringMatching(/page\.gguf: Not a GGUF file: .*web page/)])
    rmSync(join(other.path, 'oak.gguf'))
    const none = await run('models', 'add', other.path)
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/3 paths refused: .*web page/)])
    other.remove()
  })

  test('two models of one file name get names of their own and are both reached by id', async () => {
    const twins = temporaryFolder()
    try {
      // The same file name, other content: some more bytes at the end.
      const paths = ['one', 'two'].map((place, index) => {
        mkdirSync(join(twins.path, place))
        const path = join(twins.path, place, 'twin.gguf')
        writeFileSync(path, Buffer.concat([readFileSync(modelFile('oak')), Buffer.alloc(index + 1)]))
        return path
      })
      const { stdout, stderr } = await runCli(twins.path, 'models', 'add', ...paths, '--json')
      const added: { id: string; name: string }[] = JSON.parse(stdout === '' ? stderr : stdout).added
      expect(added.map(({ name }) => name)).toEqual(['twin (one)', 'twin (two)'])
      const ambiguous = await runCli(twins.path, 'models', 'show', 'twin')
      expect(ambiguous.stderr).toMatch(/'twin' means 2 models, name one by its id: \w+ \(twin \(one\)/)
      for (const { id, name } of added) {
        const removed = await runCli(twins.path, 'models', 'remove', id.slice(0, 8), '--yes', '--json')
        expect(JSON.parse(removed.stdout)).toEqual({ removed: true, id, name })
      }
    } finally {
      twins.remove()
    }
  })
})

test('what headers lack is said once for all models, on stderr and in the document of add, list and show', async () => {
  const other = temporaryFolder()
  // Without the key that says how texts are split; each file with a content of its own.
  const paths = ['one', 'two'].map((name, index) => {
    const bytes = Buffer.concat([readFileSync(modelFile('oak')), Buffer.alloc(index + 1)])
    bytes.write('q', bytes.indexOf('tokenizer.ggml.pre') + 'tokenizer.ggml.'.length)
    const path = join(other.path, `${name}.gguf`)
    writeFileSync(path, bytes)
    return path
  })
  const outputs = [
    await runCli(other.path, 'models', 'add', ...paths, '--json'),
    await runCli(other.path, 'models', 'list', '--json'),
    await runCli(other.path, 'models', 'show', 'one', '--json'),
  ].map(({ stdout, stderr }) => ({ remarks: JSON.parse(stdout).remarks, stderr }))
  const added = JSON.parse((await runCli(other.path, 'models', 'list', '--json')).stdout).models
  const idsOf = (...of: string[]) =>
    of.map((name) => added.find((model: { name: string }) => model.name === name).id as string)
  for (const [index, named] of [['one', 'two'], ['one', 'two'], ['one']].entries()) {
    const { remarks, stderr } = outputs[index]!
    expect(remarks).toEqual([
      {
        kind: 'pre-tokenizer',
        text: expect.stringMatching(new RegExp(`^${named.join(', ')}: The file names no pre-tokenizer`)),
        modelIds: idsOf(...named),
      },
    ])
    expect(stderr).toBe(`note: ${remarks[0].text}\n`)
  }
  other.remove()
})

test('genomes list has the built-in ones and the added one', async () => {
  const { genomes } = await runJson('genomes', 'list')
  const byName = Object.fromEntries(genomes.map((genome: { name: string }) => [genome.name, genome]))
  for (const name of ['general', 'math', 'code']) expect(byName[name]).toMatchObject({ genes: 128, builtIn: true })
  expect(byName['small']).toMatchObject({ genes: genes.length, builtIn: false })
  const again = await run('genomes', 'add', 'small.json')
  expect(again.stdout).toBe(`known already as genome small with ${genes.length} genes\n`)
  expect(await runJson('genomes', 'add', 'small.json')).toEqual({ ...byName['small'], known: true })
})

test('populations has the documented shape and sums to one', async () => {
  const document = await runJson('populations', 'oak', '--genome', 'small')
  expect(document).toMatchObject({ model: 'oak', genome: 'small', complete: true })
  expect(document.genes.map((gene: { text: string }) => gene.text)).toEqual(genes)
  for (const gene of document.genes) {
    const keys = ['text', 'alleles', 'residue', 'unresolved', 'bound', 'logLikelihood', 'tokens', 'bytes', 'nodes']
    expect(Object.keys(gene)).toEqual(expect.arrayContaining(keys))
    const masses = [...gene.alleles, ...gene.residue].map(({ p }: { p: number }) => p)
    expect(masses.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6)
    expect(gene.unresolved).toBeCloseTo(
      gene.residue.reduce((sum: number, { p }: { p: number }) => sum + p, 0),
      9,
    )
    expect(gene.bound).toBeLessThanOrEqual(0.01)
    expect(gene.logLikelihood).toBeLessThan(0)
    expect(gene.bytes).toBe(Buffer.byteLength(gene.text))
    for (const allele of gene.alleles) {
      expect('end' in allele ? allele.end : true).toBe(true)
      if (!('end' in allele)) expect([...allele.allele]).toHaveLength(4)
    }
    for (const { prefix } of gene.residue) expect([...prefix].length).toBeLessThan(4)
  }
})

test('pooled distances are -ln of similarities that lie in their bounds; csv and phylip hold the same numbers', async () => {
  const pooled = ['--genome', 'small', '--measure', 'nei']
  const document = await runJson('distances', ...pooled)
  expect(document.models.toSorted()).toEqual(names)
  const size = names.length
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [s, d, lower, upper] = ['similarity', 'distance', 'lower', 'upper'].map((key) => document[key][row][column])
      expect(s).toBeGreaterThanOrEqual(lower - 1e-12)
      expect(s).toBeLessThanOrEqual(upper + 1e-12)
      expect(d).toBeCloseTo(row === column ? 0 : -Math.log(s), 9)
      expect(document.distance[column][row]).toBe(d)
    }
  }
  const csv = await run('distances', ...pooled, '--format', 'csv')
  const [header, ...rows] = csv.stdout
    .trim()
    .split('\r\n')
    .map((line) => line.split(','))
  expect(header).toEqual(['model', ...document.models])
  expect(rows.map(([name]) => name)).toEqual(document.models)
  expect(rows.map((row) => row.slice(1).map(Number))).toEqual(document.distance)

  const phylip = await run('distances', ...pooled, '--format', 'phylip')
  const [count, ...lines] = phylip.stdout.trimEnd().split('\n')
  expect(Number(count)).toBe(size)
  lines.forEach((line, row) => {
    const [name, ...values] = line.split(/\s+/)
    expect(name).toBe(document.models[row])
    expect(line.slice(0, 10)).toBe(name!.padEnd(10))
    values.map(Number).forEach((value, column) => expect(value).toBeCloseTo(document.distance[row][column], 7))
  })
  expect(lines).toHaveLength(size)
  expect(await runJson('distances', ...pooled, '--format', 'csv')).toEqual(document)
  expect(JSON.parse((await run('distances', ...pooled, '--format', 'json')).stdout)).toEqual(document)
})

test('distances of some models only, by id and by file', async () => {
  const { models } = await runJson('models', 'list')
  const oak = models.find((model: { name: string }) => model.name === 'oak')
  const document = await runJson('distances', oak.id, modelFile('fern'), '--genome', 'small')
  expect(document.models.toSorted()).toEqual(['fern', 'oak'])
})

test.each([
  ['distances', ['oak', modelFile('oak-sums'), '--genome', 'small']],
  ['tree', [modelFile('oak-sums'), '--genome', 'small']],
  ['tree by its root', ['--genome', 'small', '--root', modelFile('oak-sums')]],
  ['map', [modelFile('oak-sums'), '--genome', 'small']],
  ['report', [modelFile('oak-sums'), '--genome', 'small', '--out', 'none.html']],
  ['populations', [modelFile('oak-sums'), '--genome', 'small']],
])('%s only reads: a file that is not in the library is not added', async (command, options) => {
  const { code, stdout, stderr } = await run(command.split(' ')[0]!, ...options)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  const file = modelFile('oak-sums')
  expect(stderr).toBe(`cladescope: no model '${file}' in the library; add it with: cladescope models add ${file}\n`)
  const { models } = await runJson('models', 'list')
  expect(models.map(({ name }: { name: string }) => name).sort()).toEqual(names)
})

test.each(['tree', 'distances', 'map'])('%s without a genome takes the only one with results', async (command) => {
  const chosen = await run(command, '--json')
  expect(chosen.code).toBe(0)
  expect(chosen.stderr).toContain('note: genome small, the only one with results\n')
  expect(chosen.stdout).toBe((await run(command, '--genome', 'small', '--json')).stdout)
})

test('tree is compared with a Newick file by names', async () => {
  writeFileSync(join(folder.path, 'reference.nwk'), "(('Oak',oak_tales)98/97:1.0E-2,\n moss:0.1, (fern, birch):0,5)")
  const compare = ['tree', '--genome', 'small', '--against', 'reference.nwk']
  const { against } = await runJson(...compare)
  expect(against).toMatchObject({
    file: 'reference.nwk',
    tips: names,
    onlyHere: [],
    onlyThere: ['5', 'birch'],
    distance: 0,
    greatest: 2,
    branches: [{ here: true, there: true, supportThere: 0.98 }],
  })
  const text = await run(...compare)
  expect(text.stdout).toContain(
    'Against reference.nwk: 4 tips compared, 1 branch shared, Robinson-Foulds distance 0 of',
  )
  expect(text.stdout).toContain('only there: 5, birch')
  expect(text.stderr).toContain('Newick takes 0,5 as a length and a tip called 5')
  expect(text.stderr).toContain('models in another spelling: "Oak" is "oak", "oak_tales" is "oak-tales"')
  const many = Array.from({ length: 12 }, (_, index) => `m${String(index)}`)
  writeFileSync(join(folder.path, 'rooted.nwk'), `((oak,oak-tales)98,(moss,(fern,${many.join(',')})40)90);`)
  const rooted = await run('tree', '--genome', 'small', '--against', 'rooted.nwk')
  expect(rooted.stdout).toContain('only there: m0, m1, m10, m11, m2, m3, m4, m5 and 4 more\n')
  expect(rooted.stderr).toContain('rooted.nwk: the two branches at its root are one, but have the supports 98 and 90')
  writeFileSync(join(folder.path, 'broken.nwk'), '(oak,moss\n')
  const broken = await run('tree', '--genome', 'small', '--against', 'broken.nwk')
  expect(broken).toMatchObject({ code: 1, stdout: '' })
  expect(broken.stderr).toContain('broken.nwk: Newick, line 2, column 1: expected ":" or "," or ")", found end of text')
})

test('tree gives the same Newick in every form, with all models as tips', async () => {
  const newick = (await run('tree', '--genome', 'small', '--format', 'newick')).stdout.trim()
  expect(newickTips(newick).toSorted()).toEqual(names)
  const document = await runJson('tree', '--genome', 'small')
  expect(document.newick).toBe(newick)
  expect(document.nodes.filter((node: { name: string | null }) => node.name !== null)).toHaveLength(names.length)
  const drawn = (await run('tree', '--genome', 'small')).stdout
  expect(drawn.trimEnd().endsWith(newick)).toBe(true)
  for (const name of names) expect(drawn).toContain(`─ ${name}\n`)
})

test('tree takes a root, a method, and a seeded bootstrap', async () => {
  const upgma = await runJson('tree', '--genome', 'small', '--method', 'upgma')
  expect(upgma).toMatchObject({ method: 'upgma', rooted: true })
  const rooted = await runJson('tree', '--genome', 'small', '--root', 'moss', '--bootstrap', '20', '--seed', '7')
  expect(rooted).toMatchObject({ rooted: true, replicates: 20, seed: 7 })
  expect(
    rooted.nodes
      .filter((node: { parent: number | null }) => node.parent === 0)
      .map((node: { name: string | null }) => node.name),
  ).toContain('moss')
  expect(await runJson('tree', '--genome', 'small', '--root', 'moss', '--bootstrap', '20', '--seed', '7')).toEqual(
    rooted,
  )
})

test('a root that is not compared is refused with the models that are', async () => {
  const refused = await run('tree', 'oak', 'fern', 'moss', '--genome', 'small', '--root', 'oak-tales')
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'cladescope: --root: expected one of fern, moss, oak, found oak-tales\n',
  })
})

test('tree and distances draw themselves as SVG, with every name', async () => {
  const tree = (await run('tree', '--genome', 'small', '--format', 'svg')).stdout
  const circular = (await run('tree', '--genome', 'small', '--format', 'svg', '--layout', 'circular')).stdout
  const matrix = (await run('distances', '--genome', 'small', '--format', 'svg')).stdout
  for (const svg of [tree, circular, matrix]) {
    expect(svg).toMatch(/^<\?xml .*\n<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    for (const name of names) expect(svg).toContain(`>${name}</text>`)
  }
  expect(tree).toContain(' · unrooted · ')
  expect(circular).toContain(' · midpoint-rooted (display only) · ')
  expect(matrix).toContain(`>Similarity of ${names.length} models, genome small</text>`)
})

test('a second probe under the same settings evaluates nothing', async () => {
  const document = await runJson('probe', 'oak', 'fern', '--genome', 'small', '--tolerance', 'quick', '--gpu', 'off')
  expect(document.skipped).toHaveLength(2)
  expect(document.probes.map((probe: { modelName: string }) => probe.modelName)).toEqual(['oak', 'fern'])
})

test('doctor reports checks', async () => {
  const report = await runJson('doctor')
  expect(report.healthy).toBe(true)
  expect(report.checks.length).toBeGreaterThan(3)
})

test('Ctrl-C ends a probe with exit code 130, keeps what is done, and the next run finishes it', async () => {
  const many = Array.from({ length: 64 }, (_, index) => `${index} ${genes[index % genes.length]!}`)
  writeFileSync(join(folder.path, 'many.txt'), `${many.join('\n').replaceAll('\nAssist', ' Assist')}\n`)
  expect(await run('genomes', 'add', 'many.txt')).toMatchObject({ code: 0 })
  const command = ['probe', 'oak-tales', '--genome', 'many', '--gpu', 'off', '--threads', '1', '--tolerance', 'fine']
  const child = startCli(folder.path, ...command, '--json')
  const ended = finish(child)
  const isUnderWay = (): Promise<void> =>
    new Promise((resolve) => child.stderr!.on('data', (text: string) => /oak-tales: \d+%/.test(text) && resolve()))
  await Promise.race([isUnderWay(), ended])
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  expect(code).toBe(130)
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'interrupted', message: 'stopped; what was finished before is kept' },
  })
  expect(stderr).toContain('what was finished before is kept')
  const { probes } = await runJson(...command)
  expect(probes[0]).toMatchObject({ complete: true, done: 64 })
})

test('a benchmark file that is refused is named', async () => {
  writeFileSync(join(folder.path, 'bad.jsonl'), '{"question": 1}\n')
  const { code, stderr } = await run('benchmarks', 'add', 'bad.jsonl', '--task', 'winogrande')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^cladescope: bad\.jsonl: [^\n]*line 1[^\n]*\n$/)
})

test('nothing is written outside the folder of the database', () => {
  expect(
    readdirSync(folder.path).filter(
      (name) =>
        !/^(cladescope\.sqlite(-wal|-shm)?|small\.json|many\.txt|bad\.gguf|bad\.jsonl|(reference|rooted|broken)\.nwk)$/.test(
          name,
        ),
    ),
  ).toEqual([])
})
