import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchmarkItems } from '../core/benchmark/few-shot.ts'
import { readBenchmark } from '../core/benchmark/read-benchmark.ts'
import { taskNames } from '../core/benchmark/task.ts'
import { benchmarkTasks } from '../core/benchmark/tasks.ts'
import { tolerance as toleranceOption, type ToleranceOption } from '../cli/option-values.ts'
import { precisionOrder } from '../native/precision/choose-precision.ts'
import type { Precision } from '../native/schemas/load-settings.ts'
import { defaultProbeSettings } from '../core/population/probe-settings.ts'
import { callTimes, type CallTime } from './call-times.ts'
import { comparisonSpeed } from './comparison-speed.ts'
import { exactness, type Exactness } from './exactness.ts'
import { fits, type Fits } from './fits.ts'
import { peakMemory } from './peak-memory.ts'
import { probeSpeed, type ProbeSpeed, type SourceSpeed } from './probe-speed.ts'
import { threadChange, type ThreadChangeSpeed, threadChoice, type ThreadChoiceSpeed } from './thread-choice.ts'
import { lineageSpeed, type LineageSpeed, type StepTime } from './lineage-speed.ts'
import { tensorTypes } from '../engine/library/gguf/tensor-types.ts'
import { caseVerdicts, confusionOf, confusionTable } from '../test/lineage-cases/confusion.ts'
import { caseMaterial } from '../test/lineage-cases/material.ts'
import { fileSketchingSpeed, type SketchingSpeed, typeSketchingSpeed } from './sketching-speed.ts'
import { scoringSpeed, type ScoringSpeed } from './scoring-speed.ts'
import { type StoredLineage, storedLineage } from './stored-lineage.ts'
import { treeSpeed, type TreeSpeed } from './tree-speed.ts'

const usage = `Usage: npm run -s bench -- probe|scoring|threads|memory|exactness|fits|tree|comparing|sketching|lineage|lineage-cases|calls [options]

probe      evaluated tokens per second of a whole probe, beside the rate of the same decodes alone
  --model FILE        GGUF file (default: the demo model oak)
  --genes N           genes of the built-in math genome (default 32)
  --genome FILE       JSON file with a list of genes, or an object with a list "genes"
  --precision P       file, float or f32 (default file)
  --public-genes N    how many of them the public source gets (default 4; 0 leaves it out)
  --tolerance T       a number, or pooled:T (default ${defaultProbeSettings.tolerance})
  --temperature T     (default ${defaultProbeSettings.temperature})
  --threads N         (default: the source's choice)
  --repeats N         whole probes and replays, alternating (default 3)
  --json

scoring    evaluated tokens per second of the scoring of a benchmark, beside the rate of the same decodes alone
  --model FILE        GGUF file (default: the demo model oak)
  --benchmark FILE    JSON lines (default: the built-in benchmark sums)
  --task NAME         ${taskNames.join(', ')} (default plain)
  --shots N           examples in front of each question (default: the task's)
  --items N           how many items (default: all)
  --threads N, --repeats N, --json as above

threads    time of a probe with the number of threads that is chosen, over the best fixed number; idle and beside a busy process
  --model FILE, --genes N (default 8), --genome FILE, --tolerance T, --json as above
  --busy N            busy processes; may be repeated (default 0 and 1)
  --change C          starts or ends: a busy process does so when half of the genes are done, take 32 or more; may be repeated (default none)
  --repeats N         turns of every number of threads (default 3)

memory     peak of an inference process over file, keys and values, and logits; beside what was estimated before loading (Linux)
  --model FILE, --genes N (default 32), --genome FILE, --json as above; --tolerance T (default 0.01)
  --precision P       file, float or f32 (default file)

exactness  error of the similarity of two models, sampled and expanded, beside the tokens evaluated per gene
  --model FILE        twice: the two models
  --genes N           (default 32)
  --genome FILE, --threads N, --json as above
  --temperature T     may be repeated (default 0.7 and 1)
  --strip RULE        none or phylolm (default none)
  --precision P       float, f32 or file (default float)
  --fine T            tolerance of the run that the others are measured against (default 0.0001)
  --replicates N      random choices of genes and draws (default 200)

fits       times of the scaling and emergence fits, beside numpy, scipy and scikit-learn on the same data
  --python COMMAND    interpreter with scipy and scikit-learn (default: the first of python3 and python that has them)
  --repeats N         timed runs of each fit (default 9)
  --json

tree       times of neighbour joining beside quicktree on the same matrices, and of a bootstrap of 100 models with 1,000 replicates
  --tips N            may be repeated (default 300, 1000 and 2000)
  --quicktree COMMAND (default quicktree)
  --repeats N         timed runs of each tree (default 3)
  --json

comparing  times of a comparison of all models of a database, on a copy of it: nothing kept, everything kept, one model new
  --db FILE           database with probes
  --genome NAME       (default general)
  --json

sketching  speed of sketching weights, over reading them alone and over dequantizing them alone, in turns; also from disk (GNU dd)
  --type TYPE         tensor type of made-up weights, or all; may be repeated (default F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K)
  --weights N         how many of them, in eight matrices of a layer and of tokens (default 268435456)
  --model FILE        GGUF file, in place of made-up weights; may be repeated
  --repeats N         turns (default 5)
  --json

lineage    seconds of the lineage of made-up models in families of 1 to 40 from their sketches, memory, and how much longer all pairs in full take
  --models N          may be repeated (default 100, 300 and 1000)
  --full N            models of which all pairs are compared in full (default 20)
  --stored N          models of a database whose lineage an engine is asked for, twice (default 300; 0 leaves it out)
  --json

lineage-cases
           what the lineage tells of pairs of models in made-up cases of known descent, beside what is true: a confusion table
  --cases N           (default 560)
  --json

calls      times of every call of the Api on a made-up library, the longest stretch in which the engine answered nothing,
           the way of the answer to a page, and the end after a cancel
  --models N, --genes N, --many-genes N (of one model), --alleles N, --items N, --many-items N (of one run), --files N (added from a folder),
  --scored N, --columns N (of an imported table), --characters N (of a long table)
                      (default 64, 128, 3000, 400, 100, 10000, 1000, 4500, 6 and 15000000)
  --only CALL         may be repeated (default: all)
  --json`

class UsageError extends Error {}

const besides = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

function wholeNumber(text: string, option: string, least: number): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least)
    throw new UsageError(`--${option}: expected a whole number of at least ${least}, found "${text}"`)
  return value
}

function positiveNumber(text: string, option: string): number {
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value))
    throw new UsageError(`--${option}: expected a number above 0, found "${text}"`)
  return value
}

function modelFile(path: string): string {
  if (!existsSync(path)) throw new UsageError(`--model: there is no file ${path}`)
  return path
}

function toleranceOf(text: string): ToleranceOption {
  try {
    return toleranceOption(text)
  } catch (error) {
    throw new UsageError(`--tolerance: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function precisionOf(name: string): Precision {
  const precision = precisionOrder.find((known) => known === name)
  if (precision === undefined)
    throw new UsageError(`--precision: expected ${precisionOrder.join(', ')}, found "${name}"`)
  return precision
}

async function genesOf(file: string, count: number): Promise<string[]> {
  if (!existsSync(file)) throw new UsageError(`--genome: there is no file ${file}`)
  const content = JSON.parse(await readFile(file, 'utf8')) as unknown
  const genes: unknown = Array.isArray(content) ? content : (content as { genes?: unknown } | null)?.genes
  if (!Array.isArray(genes) || genes.some((gene) => typeof gene !== 'string'))
    throw new UsageError(`--genome: expected a list of texts in ${file}`)
  if (genes.length < count)
    throw new UsageError(`--genes: expected at most ${genes.length}, the genes of ${file}, found ${count}`)
  return (genes as string[]).slice(0, count)
}

const fixed = (value: number, digits = 1): string => value.toFixed(digits)

function probeReport(speed: ProbeSpeed): string {
  const line = (
    name: string,
    { genes, nodesPerGene, evaluatedTokens, tokensPerSecond, milliseconds }: SourceSpeed,
  ): string =>
    `${name.padEnd(8)}${fixed(tokensPerSecond).padStart(10)} tokens/s   ${genes} genes, ${fixed(nodesPerGene)} nodes a gene, ` +
    `${evaluatedTokens} tokens in ${fixed(milliseconds / 1000, 2)} s`
  return [
    `${speed.model} (${speed.precision}): vocabulary ${speed.vocabulary}, ${speed.threads} threads, batches of ${speed.batchTokens}`,
    line('direct', speed.direct),
    `bound   ${speed.bounds.mean.toExponential(2).padStart(10)} mean     ${fixed(100 * speed.bounds.relative, 3)} % of the sum of squares over all genes`,
    `raw     ${fixed(speed.raw.tokensPerSecond).padStart(10)} tokens/s   ${speed.raw.decodes} decodes, ${speed.raw.outputs} outputs in ` +
      `${fixed(speed.raw.milliseconds / 1000, 2)} s`,
    ...(speed.public === undefined ? [] : [line('public', speed.public)]),
    `ratio   ${fixed(speed.ratio, 3).padStart(10)}            of ${speed.ratios.map((ratio) => fixed(ratio, 3)).join(', ')}; by processor time ${fixed(speed.processorRatio, 3)}`,
    `load average ${speed.load.before.map((value) => fixed(value, 2)).join(' ')} before, ${speed.load.after.map((value) => fixed(value, 2)).join(' ')} after`,
  ].join('\n')
}

async function runProbe(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: besides('models/demo/oak.gguf') },
      genome: { type: 'string', default: besides('models/genomes/math.json') },
      genes: { type: 'string', default: '32' },
      'public-genes': { type: 'string', default: '4' },
      precision: { type: 'string', default: 'file' },
      tolerance: { type: 'string', default: String(defaultProbeSettings.tolerance) },
      temperature: { type: 'string', default: String(defaultProbeSettings.temperature) },
      threads: { type: 'string' },
      repeats: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  })
  const genes = await genesOf(values.genome, wholeNumber(values.genes, 'genes', 1))
  const speed = await probeSpeed({
    model: modelFile(values.model),
    genes,
    precision: precisionOf(values.precision),
    publicGenes: Math.min(genes.length, wholeNumber(values['public-genes'], 'public-genes', 0)),
    settings: {
      ...defaultProbeSettings,
      ...toleranceOf(values.tolerance),
      temperature: positiveNumber(values.temperature, 'temperature'),
    },
    threads: values.threads === undefined ? undefined : wholeNumber(values.threads, 'threads', 1),
    repeats: wholeNumber(values.repeats, 'repeats', 1),
  })
  console.log(values.json ? JSON.stringify(speed, null, 2) : probeReport(speed))
}

function scoringReport(speed: ScoringSpeed): string {
  const { raw } = speed
  return [
    `${speed.model}: vocabulary ${speed.vocabulary}, ${speed.threads} threads, batches of ${speed.batchTokens}`,
    `scoring ${fixed(speed.tokensPerSecond).padStart(10)} tokens/s   ${speed.items} items, ${speed.choices} choices of ${speed.promptTokens} tokens, ` +
      `${speed.evaluatedTokens} evaluated in ${fixed(speed.milliseconds / 1000, 2)} s`,
    `raw     ${fixed(raw.tokensPerSecond).padStart(10)} tokens/s   ${raw.decodes} decodes, ${raw.outputs} outputs in ${fixed(raw.milliseconds / 1000, 2)} s`,
    `ratio   ${fixed(speed.ratio, 3).padStart(10)}            of ${speed.ratios.map((ratio) => fixed(ratio, 3)).join(', ')}; by processor time ${fixed(speed.processorRatio, 3)}`,
    `load average ${speed.load.before.map((value) => fixed(value, 2)).join(' ')} before, ${speed.load.after.map((value) => fixed(value, 2)).join(' ')} after`,
  ].join('\n')
}

async function runScoring(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: besides('models/demo/oak.gguf') },
      benchmark: { type: 'string', default: besides('models/benchmarks/sums.jsonl') },
      task: { type: 'string', default: 'plain' },
      shots: { type: 'string' },
      items: { type: 'string' },
      threads: { type: 'string' },
      repeats: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  })
  const name = taskNames.find((known) => known === values.task)
  if (name === undefined)
    throw new UsageError(`--task: expected one of ${taskNames.join(', ')}, found "${values.task}"`)
  if (!existsSync(values.benchmark)) throw new UsageError(`--benchmark: there is no file ${values.benchmark}`)
  const questions = readBenchmark(benchmarkTasks[name], await readFile(values.benchmark, 'utf8'))
  const items = benchmarkItems(
    benchmarkTasks[name],
    questions,
    values.shots === undefined ? {} : { shots: wholeNumber(values.shots, 'shots', 0) },
  )
  const speed = await scoringSpeed({
    model: modelFile(values.model),
    items: values.items === undefined ? items : items.slice(0, wholeNumber(values.items, 'items', 1)),
    threads: values.threads === undefined ? undefined : wholeNumber(values.threads, 'threads', 1),
    repeats: wholeNumber(values.repeats, 'repeats', 1),
  })
  console.log(values.json ? JSON.stringify(speed, null, 2) : scoringReport(speed))
}

async function runThreads(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: besides('models/demo/oak.gguf') },
      genome: { type: 'string', default: besides('models/genomes/math.json') },
      genes: { type: 'string', default: '8' },
      tolerance: { type: 'string', default: String(defaultProbeSettings.tolerance) },
      busy: { type: 'string', multiple: true },
      change: { type: 'string', multiple: true, default: [] },
      repeats: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  })
  const options = {
    model: modelFile(values.model),
    genes: await genesOf(values.genome, wholeNumber(values.genes, 'genes', 1)),
    settings: { ...defaultProbeSettings, tolerance: positiveNumber(values.tolerance, 'tolerance') },
    repeats: wholeNumber(values.repeats, 'repeats', 1),
  }
  const changes = values.change.map((change) => {
    if (change !== 'starts' && change !== 'ends')
      throw new UsageError(`--change: expected starts or ends, found "${change}"`)
    return change
  })
  const measured: (ThreadChoiceSpeed | ThreadChangeSpeed)[] = []
  const loads = values.busy ?? (changes.length > 0 ? [] : ['0', '1'])
  for (const busy of loads.map((text) => wholeNumber(text, 'busy', 0))) measured.push(await threadChoice(options, busy))
  for (const change of changes) measured.push(await threadChange(options, change))
  console.log(
    values.json
      ? JSON.stringify(measured, null, 2)
      : measured.map((speed) => ('change' in speed ? changeReport(speed) : threadReport(speed))).join('\n'),
  )
}

function changeReport({ change, milliseconds, fixed: counts, ratio, loadAverage }: ThreadChangeSpeed): string {
  return (
    `a busy process ${change} midway: probe ${fixed(milliseconds, 0)} ms; ` +
    `${counts.map((count) => `${count.threads} threads ${fixed(count.milliseconds, 0)} ms`).join(', ')}; ratio ${fixed(ratio, 3)}; ` +
    `load average ${loadAverage.map((value) => fixed(value, 2)).join(' ')}`
  )
}

function threadReport({
  busy,
  chosen,
  measuring,
  recalling,
  milliseconds,
  fixed: counts,
  ratio,
  loadAverage,
}: ThreadChoiceSpeed): string {
  return (
    `${busy} busy: chosen ${chosen} in ${fixed(measuring, 0)} ms (kept ${fixed(recalling, 0)} ms), probe ${fixed(milliseconds, 0)} ms; ` +
    `${counts.map((count) => `${count.threads} threads ${fixed(count.milliseconds, 0)} ms`).join(', ')}; ratio ${fixed(ratio, 3)}; ` +
    `load average ${loadAverage.map((value) => fixed(value, 2)).join(' ')}`
  )
}

async function runMemory(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', default: besides('models/demo/oak.gguf') },
      genome: { type: 'string', default: besides('models/genomes/math.json') },
      genes: { type: 'string', default: '32' },
      tolerance: { type: 'string', default: '0.01' },
      precision: { type: 'string', default: 'file' },
      json: { type: 'boolean', default: false },
    },
  })
  const genes = await genesOf(values.genome, wholeNumber(values.genes, 'genes', 1))
  const settings = { ...defaultProbeSettings, tolerance: positiveNumber(values.tolerance, 'tolerance') }
  const measured = await peakMemory(modelFile(values.model), genes, settings, precisionOf(values.precision))
  const { model, precision, base, peak, compared, file, state, logits, vocabulary, estimate, comparedEstimate } =
    measured
  const { ratio, ratioBeyondBase, ratioBeyondBaseAndVocabulary } = measured
  const mebibytes = (bytes: number): string => `${fixed(bytes / 2 ** 20, 0)} MiB`
  console.log(
    values.json
      ? JSON.stringify(measured, null, 2)
      : `${model} (${precision}): peak ${mebibytes(peak)}, of which ${mebibytes(base)} before loading; file ${mebibytes(file)}, keys and values ${mebibytes(state)}, ` +
          `logits ${mebibytes(logits)}, vocabulary ${mebibytes(vocabulary)}; ratio ${fixed(ratio, 2)}, without the base ${fixed(ratioBeyondBase, 2)}, with the ` +
          `vocabulary as part of the model ${fixed(ratioBeyondBaseAndVocabulary, 2)}; estimated before loading ` +
          `${mebibytes(estimate)}; with the comparing process ${mebibytes(compared)}, estimated ${mebibytes(comparedEstimate)}`,
  )
}

function exactnessReport(measured: Exactness): string {
  const lines = [
    `${measured.models.join(' and ')}: strip rule ${measured.strip}, errors against tolerance ${measured.fine}, ${measured.replicates} replicates`,
  ]
  for (const { temperature, similarity, fineRelativeBound, fineNodesPerGene, methods } of measured.temperatures) {
    lines.push(
      '',
      `temperature ${temperature}: S ${fixed(similarity, 5)}; fine run ${fixed(fineNodesPerGene)} nodes a gene, relative bound ${fixed(fineRelativeBound, 5)}`,
      `${'method'.padEnd(18)}${'tokens a gene'.padStart(14)}${'nodes'.padStart(8)}   error of S with G genes`,
    )
    for (const { method, tokensPerGene, nodesPerGene, error } of methods) {
      const errors = error.map(({ genes, rms }) => `G=${genes} ${fixed(rms, 6)}`).join('   ')
      lines.push(
        `${method.padEnd(18)}${fixed(tokensPerGene).padStart(14)}${(nodesPerGene === undefined ? '' : fixed(nodesPerGene)).padStart(8)}   ${errors}`,
      )
    }
  }
  lines.push(
    '',
    `load average ${measured.load.before.map((value) => fixed(value, 2)).join(' ')} before, ${measured.load.after.map((value) => fixed(value, 2)).join(' ')} after`,
  )
  return lines.join('\n')
}

async function runExactness(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', multiple: true, default: [] },
      genome: { type: 'string', default: besides('models/genomes/math.json') },
      genes: { type: 'string', default: '32' },
      temperature: { type: 'string', multiple: true, default: ['0.7', '1'] },
      strip: { type: 'string', default: 'none' },
      precision: { type: 'string', default: 'float' },
      fine: { type: 'string', default: '0.0001' },
      replicates: { type: 'string', default: '200' },
      threads: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const [first, second, ...more] = values.model
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError(`--model: expected two files, found ${values.model.length}`)
  }
  if (values.strip !== 'none' && values.strip !== 'phylolm')
    throw new UsageError(`--strip: expected none or phylolm, found "${values.strip}"`)
  const precision = precisionOf(values.precision)
  const measured = await exactness({
    models: [modelFile(first), modelFile(second)],
    genes: await genesOf(values.genome, wholeNumber(values.genes, 'genes', 1)),
    temperatures: values.temperature.map((text) => positiveNumber(text, 'temperature')),
    strip: values.strip,
    precision,
    tolerances: [0.01, 0.003, 0.001],
    fine: positiveNumber(values.fine, 'fine'),
    samples: [8, 32, 128],
    replicates: wholeNumber(values.replicates, 'replicates', 1),
    threads: values.threads === undefined ? undefined : wholeNumber(values.threads, 'threads', 1),
  })
  console.log(values.json ? JSON.stringify(measured, null, 2) : exactnessReport(measured))
}

function fitsReport({ python, versions, repeats, fits: list, load }: Fits): string {
  const time = (milliseconds: number | null): string => (milliseconds === null ? '-' : milliseconds.toPrecision(3))
  const lines = [
    python === null
      ? 'no Python with scipy and scikit-learn found: times of our own only'
      : `${python}: ${Object.entries(versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', ')}; medians of ${repeats} runs`,
    `${'fit'.padEnd(52)}${'ours ms'.padStart(10)}${'theirs ms'.padStart(11)}${'ratio'.padStart(8)}   results`,
  ]
  for (const { fit, ours, theirs, ratio, difference, agreement, agrees } of list) {
    const verdict =
      difference === null ? '' : `${agrees === true ? 'agree' : 'DIFFER'}: ${agreement} ${difference.toExponential(1)}`
    lines.push(
      `${fit.padEnd(52)}${time(ours).padStart(10)}${time(theirs).padStart(11)}${(ratio === null ? '-' : ratio.toPrecision(2)).padStart(8)}   ${verdict}`,
    )
  }
  lines.push(
    `load average ${load.before.map((value) => fixed(value, 2)).join(' ')} before, ${load.after.map((value) => fixed(value, 2)).join(' ')} after`,
  )
  return lines.join('\n')
}

function runFits(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      python: { type: 'string' },
      repeats: { type: 'string', default: '9' },
      json: { type: 'boolean', default: false },
    },
  })
  const measured = fits({ python: values.python, repeats: wholeNumber(values.repeats, 'repeats', 1) })
  console.log(values.json ? JSON.stringify(measured, null, 2) : fitsReport(measured))
  if (measured.fits.some(({ agrees }) => agrees === false)) process.exitCode = 1
}

function treeReport({ trees, bootstrapMilliseconds, load }: TreeSpeed): string {
  return [
    ...trees.map(
      ({ tips, ours, theirs, ratio, difference }) =>
        `${String(tips).padStart(5)} tips   ours ${fixed(ours, 0)} ms` +
        (theirs === null || ratio === null
          ? '; quicktree is not installed'
          : `; quicktree ${fixed(theirs, 0)} ms, reading and writing included; ratio ${fixed(ratio, 2)}; splits that differ ${String(difference)}`),
    ),
    `bootstrap of 100 models with 1,000 replicates, trees and counting: ${fixed(bootstrapMilliseconds / 1000, 2)} s`,
    `load average ${load.before.map((value) => fixed(value, 2)).join(' ')} before, ${load.after.map((value) => fixed(value, 2)).join(' ')} after`,
  ].join('\n')
}

function runTree(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      tips: { type: 'string', multiple: true, default: ['300', '1000', '2000'] },
      quicktree: { type: 'string', default: 'quicktree' },
      repeats: { type: 'string', default: '3' },
      json: { type: 'boolean', default: false },
    },
  })
  const measured = treeSpeed({
    tips: values.tips.map((text) => wholeNumber(text, 'tips', 4)),
    repeats: wholeNumber(values.repeats, 'repeats', 1),
    command: values.quicktree,
  })
  console.log(values.json ? JSON.stringify(measured, null, 2) : treeReport(measured))
  if (measured.trees.some(({ difference }) => difference !== null && difference > 0)) process.exitCode = 1
}

function runComparing(args: string[]): void {
  const { values } = parseArgs({
    args,
    options: {
      db: { type: 'string' },
      genome: { type: 'string', default: 'general' },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.db === undefined) throw new UsageError('--db: expected a database with probes, found none')
  if (!existsSync(values.db)) throw new UsageError(`--db: there is no file ${values.db}`)
  const speed = comparisonSpeed(values.db, values.genome)
  const seconds = (milliseconds: number): string => `${fixed(milliseconds / 1000, 2)} s`
  console.log(
    values.json
      ? JSON.stringify(speed, null, 2)
      : [
          `${String(speed.probes)} models   first ${seconds(speed.first)}, again ${seconds(speed.again)}, one model new ${seconds(speed.oneMore)}, of which the start ${seconds(speed.start)}`,
          speed.isSame ? 'the same answer each time' : 'the answers differ',
          `load average ${speed.load.before.map((value) => fixed(value, 2)).join(' ')} before, ${speed.load.after.map((value) => fixed(value, 2)).join(' ')} after`,
        ].join('\n'),
  )
  if (!speed.isSame) process.exitCode = 1
}

const callSizes = {
  models: '64',
  genes: '128',
  'many-genes': '3000',
  alleles: '400',
  items: '100',
  'many-items': '10000',
  files: '1000',
  scored: '4500',
  columns: '6',
  characters: '15000000',
} as const

function callLine({ call, milliseconds, held, carried, progress, cancelled, failure }: CallTime): string {
  const cells = [
    fixed(milliseconds, 0),
    fixed(held, 0),
    carried === null ? '-' : fixed(carried, 1),
    progress === null ? '-' : String(progress),
    cancelled === null ? '-' : fixed(cancelled, 0),
  ]
  return `${call.padEnd(60)}${cells.map((cell) => cell.padStart(10)).join('')}${failure === null ? '' : `   FAILED: ${failure}`}`
}

async function runCalls(args: string[]): Promise<void> {
  const sizes = Object.fromEntries(
    Object.entries(callSizes).map(([option, value]) => [option, { type: 'string', default: value } as const]),
  )
  const { values } = parseArgs({
    args,
    options: {
      ...sizes,
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  const size = (option: keyof typeof callSizes, least = 1): number =>
    wholeNumber(String((values as Record<string, unknown>)[option]), option, least)
  const isJson = values.json === true
  if (!isJson)
    console.log(
      `${'call'.padEnd(60)}${['ms', 'held ms', 'carried ms', 'progress', 'cancel ms'].map((title) => title.padStart(10)).join('')}`,
    )
  const measured = await callTimes(
    {
      models: size('models', 8),
      genes: size('genes'),
      manyGenes: size('many-genes', 2),
      alleles: size('alleles', 2),
      items: size('items'),
      manyItems: size('many-items', 2),
      files: size('files'),
      scored: size('scored', 20),
      columns: size('columns', 6),
      tableCharacters: size('characters'),
      only: values.only as string[],
    },
    (time) => {
      if (!isJson) console.log(callLine(time))
    },
  )
  if (isJson) console.log(JSON.stringify(measured, null, 2))
  if (measured.some(({ failure }) => failure !== null)) process.exitCode = 1
}

async function runSketching(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: 'string', multiple: true, default: [] },
      type: { type: 'string', multiple: true },
      weights: { type: 'string', default: '268435456' },
      repeats: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  })
  const repeats = wholeNumber(values.repeats, 'repeats', 1)
  const weights = wholeNumber(values.weights, 'weights', 1)
  const asked = values.type ?? (values.model.length > 0 ? [] : ['F32', 'F16', 'BF16', 'Q8_0', 'Q4_0', 'Q4_K', 'Q6_K'])
  const known = new Set([...tensorTypes.values()].map(({ name }) => name))
  // No file holds Q8_1, and integers are no weights.
  const weighed = [...known].filter((type) => type !== 'Q8_1' && !/^I\d/.test(type))
  const types = asked.flatMap((type) => (type === 'all' ? weighed : [type]))
  for (const type of types)
    if (!known.has(type)) throw new UsageError(`--type: expected a tensor type such as Q4_K, found "${type}"`)
  const speeds: SketchingSpeed[] = []
  for (const model of values.model) speeds.push(await fileSketchingSpeed(model, repeats))
  for (const type of types) speeds.push(await typeSketchingSpeed(type, weights, repeats))
  if (values.json) return console.log(JSON.stringify(speeds, null, 2))
  console.log(
    `type, million weights and GB a second in one thread and in ${String(speeds[0]!.threads)}, processor seconds per thousand million weights; speed over the slower of\n` +
      'reading from the cache and dequantizing in one thread: in one thread, in all; and from disk, over the slower of reading from disk and dequantizing',
  )
  for (const speed of speeds) console.log(sketchingLine(speed))
}

function sketchingLine(speed: SketchingSpeed): string {
  const { of, bytes, weights, turns, ratio, ratioInThreads, ratioFromDisk } = speed
  const time = (work: keyof SketchingSpeed['turns']): number =>
    Math.min(...turns[work].map((turn) => turn.milliseconds))
  const rate = (work: keyof SketchingSpeed['turns']): string =>
    `${fixed(weights / time(work) / 1000, 0).padStart(6)} ${fixed(bytes / time(work) / 1e6, 2).padStart(5)}`
  const processor = (work: keyof SketchingSpeed['turns']): string =>
    fixed((Math.min(...turns[work].map((turn) => turn.processorMilliseconds)) / weights) * 1e6, 2).padStart(6)
  const columns = [rate('sketching'), rate('in threads'), processor('sketching')]
  const ratios = [ratio, ratioInThreads, ratioFromDisk].map((value) =>
    (value === null ? '-' : fixed(value, 2)).padStart(6),
  )
  return `${of.padEnd(10)}${columns.join('')}${ratios.join('')}  dequantizing ${rate('dequantizing')}, reading ${rate('reading')}`
}

async function runLineage(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      models: { type: 'string', multiple: true, default: ['100', '300', '1000'] },
      full: { type: 'string', default: '20' },
      stored: { type: 'string', default: '300' },
      json: { type: 'boolean', default: false },
    },
  })
  const speeds: LineageSpeed[] = []
  for (const models of values.models) {
    const speed = await lineageSpeed(wholeNumber(models, 'models', 2), wholeNumber(values.full, 'full', 2))
    speeds.push(speed)
    if (!values.json) console.log(lineageReport(speed))
    if (speed.foundPairs < speed.truePairs || speed.falsePairs > 0) process.exitCode = 1
  }
  const ofStore = wholeNumber(values.stored, 'stored', 0)
  const stored = ofStore === 0 ? null : await storedLineage(ofStore)
  if (values.json) console.log(JSON.stringify({ speeds, stored }, null, 2))
  else if (stored !== null) console.log(storedReport(stored))
}

function storedReport({ models, families, database, calls, cancelled }: StoredLineage): string {
  return [
    `${models} models in ${families} families in a database of ${fixed(database / 1e6, 0)} MB; a cancel half way in ends the call in ${fixed(cancelled, 0)} ms`,
    ...calls.map(
      (call) =>
        `  asked for ${fixed(call.seconds)} s (${fixed(call.processorSeconds)} s of processors), ${call.progressEvents} events of progress from ${call.firstProgress === null ? '-' : fixed(call.firstProgress, 0)} ms on; ` +
        `engine held up ${fixed(call.held, 0)} ms at most; memory ${fixed(call.memoryBefore / 1e6, 0)} MB, at most ${fixed(call.peakMemory / 1e6, 0)} MB`,
    ),
  ].join('\n')
}

function lineageReport(speed: LineageSpeed): string {
  const { steps, reading, load } = speed
  const seconds = ({ wall, processor }: StepTime): string => `${fixed(wall)} s (${fixed(processor)} s of a processor)`
  const all = Object.values(steps).reduce((sum, step) => ({
    wall: sum.wall + step.wall,
    processor: sum.processor + step.processor,
  }))
  return [
    `${speed.models} models in ${speed.families} families of 1 to ${speed.largestFamily}: ${seconds(all)}, of which ${seconds(reading)} to read ${speed.modelsRead} models`,
    `  short vectors ${seconds(steps.vectors)}, search ${seconds(steps.search)}, tests ${seconds(steps.tests)}, lineage ${seconds(steps.lineage)}`,
    `  ${speed.candidates} candidates of ${(speed.models * (speed.models - 1)) / 2} pairs, ${speed.relatedPairs} tested and found related, peak memory ${fixed(speed.peakMemory / 1e6, 0)} MB`,
    `  ${speed.foundPairs} of ${speed.truePairs} pairs of a family found, ${speed.falsePairs} that are of none`,
    `  all pairs in full: ${fixed(1000 * speed.secondsPerPair)} ms a pair (${speed.fullModels} models); ratio ${fixed(speed.ratio, 0)}`,
    `  load average ${load.before.map((value) => fixed(value, 2)).join(' ')} before, ${load.after.map((value) => fixed(value, 2)).join(' ')} after`,
  ].join('\n')
}

async function runLineageCases(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { cases: { type: 'string', default: '560' }, json: { type: 'boolean', default: false } },
  })
  const { cases, pairs } = await caseVerdicts(await caseMaterial(), wholeNumber(values.cases, 'cases', 1))
  const confusion = confusionOf(cases, pairs)
  console.log(values.json ? JSON.stringify(confusion, null, 2) : confusionTable(confusion))
}

async function main([name, ...args]: string[]): Promise<void> {
  if (name === '--help' || name === '-h') console.log(usage)
  else if (name === 'probe') await runProbe(args)
  else if (name === 'scoring') await runScoring(args)
  else if (name === 'threads') await runThreads(args)
  else if (name === 'memory') await runMemory(args)
  else if (name === 'exactness') await runExactness(args)
  else if (name === 'fits') runFits(args)
  else if (name === 'tree') runTree(args)
  else if (name === 'comparing') runComparing(args)
  else if (name === 'sketching') await runSketching(args)
  else if (name === 'lineage') await runLineage(args)
  else if (name === 'lineage-cases') await runLineageCases(args)
  else if (name === 'calls') await runCalls(args)
  else
    throw new UsageError(
      `expected probe, scoring, threads, memory, exactness, fits, tree, comparing, sketching, lineage, lineage-cases or calls${name === undefined ? '' : `, found "${name}"`}`,
    )
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const badArguments = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (error instanceof UsageError || badArguments) {
    console.error(`bench: ${error.message}\n\n${usage}`)
    process.exitCode = 2
  } else {
    console.error(error)
    process.exitCode = 1
  }
}
