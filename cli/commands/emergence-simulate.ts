import { InvalidArgumentError, Option, type Command } from 'commander'
import { elbow } from '../../core/emergence/emergence-law.ts'
import {
  coverageOf,
  forecastSimulated,
  randomStudy,
  type SimulatedForecast,
} from '../../core/emergence/interval-coverage.ts'
import { simulateCheckpoints, typicalStudy, type SimulatedStudy } from '../../core/emergence/simulate.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { usualFewShot } from '../../engine/analyses/emergence-fit.ts'
import { UsageFailure } from '../failure.ts'
import { optionsNeed } from '../option-needs.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import type { Output } from '../output.ts'
import { runWithoutEngine } from '../run-without-engine.ts'
import { addLawOptions, emergenceSettings, fewShotOption, type LawOptions } from './emergence-options.ts'

interface SimulateOptions extends LawOptions {
  readonly slope: number
  readonly base: number
  readonly factor: number
  readonly exponent: number
  readonly offset: number
  readonly noise: number
  readonly losses: readonly number[]
  readonly examples: readonly number[]
  readonly coverage?: number
  readonly laws: 'given' | 'random'
}

export function addEmergenceSimulateCommand(emergence: Command): void {
  const { law, losses, examples, noise } = typicalStudy
  const number = decimalNumber(-1e6, 1e6)
  const positive = decimalNumber(1e-6, 1e6)
  const command = emergence
    .command('simulate')
    .description(
      'simulate checkpoints with a known law, as CSV; or with --coverage how often the stated intervals hold its emergence',
    )
    .addOption(new Option('--slope <number>', 'A, score per nat').argParser(positive).default(law.slope))
    .addOption(new Option('--base <number>', 'B, score above the elbow').argParser(number).default(law.base))
    .addOption(new Option('--factor <nats>', 'k').argParser(positive).default(law.factor))
    .addOption(new Option('--exponent <number>', 'alpha').argParser(positive).default(law.exponent))
    .addOption(new Option('--offset <nats>', 'C').argParser(number).default(law.offset, law.offset.toFixed(3)))
    .addOption(
      new Option('--noise <number>', 'standard deviation of a score').argParser(decimalNumber(0, 1e6)).default(noise),
    )
    .addOption(
      new Option('--losses <list>', 'losses of the checkpoints, by commas')
        .argParser(numberList(1e-9))
        .default(losses, `${losses.length} from 2.02 to 2.42`),
    )
    .addOption(
      new Option('--examples <list>', 'amounts of finetuning data, by commas')
        .argParser(numberList(1))
        .default(examples, examples.join(',')),
    )
    .addOption(fewShotOption().default(usualFewShot))
    .addOption(
      new Option('--coverage <number>', 'simulate and fit this many studies').argParser(wholeNumber(1, 100_000)),
    )
    .addOption(
      new Option('--laws <laws>', 'with --coverage: the law given, or another random one each time')
        .choices(['given', 'random'])
        .default('given'),
    )
  addLawOptions(command, 0)
  const ofFits = ['laws', 'bootstrap', 'least-loss', 'loss-scale']
  optionsNeed<SimulateOptions>(command, ofFits, '--coverage', ({ coverage }) => coverage !== undefined)
  const ofOneLaw = ['slope', 'base', 'factor', 'exponent', 'offset', 'noise', 'losses', 'examples']
  optionsNeed<SimulateOptions>(command, ofOneLaw, '--laws given', ({ laws }) => laws === 'given')
  command.action((options: SimulateOptions, self: Command) =>
    runWithoutEngine(self, (output) =>
      options.coverage === undefined
        ? printCheckpoints(output, options)
        : printCoverage(output, options, options.coverage),
    ),
  )
}

/** A parser for distinct numbers by commas. */
function numberList(least: number): (value: string) => readonly number[] {
  const parseNumber = decimalNumber(least, 1e9)
  return (value) => {
    const numbers = value.split(',').map((part) => parseNumber(part.trim()))
    if (new Set(numbers).size !== numbers.length)
      throw new InvalidArgumentError('Expected different numbers with commas between them.')
    return numbers
  }
}

function studyOf({
  law,
  slope,
  base,
  factor,
  exponent,
  offset,
  losses,
  examples,
  noise,
}: SimulateOptions): SimulatedStudy {
  return { law: { form: law, slope, base, factor, exponent, offset }, losses, examples, noise }
}

async function printCheckpoints(output: Output, options: SimulateOptions): Promise<void> {
  const study = studyOf(options)
  const checkpoints = simulateCheckpoints(study, seededGenerator(options.seed))
  await output.result(
    () => ({
      law: study.law,
      noise: study.noise,
      seed: options.seed,
      fewShot: options.fewShot,
      emergence: elbow(study.law, options.fewShot),
      checkpoints,
    }),
    () =>
      [
        'checkpoint,loss,examples,score',
        ...checkpoints.map(({ checkpoint, loss, examples, score }) => [checkpoint, loss, examples, score].join(',')),
      ]
        .map((line) => `${line}\r\n`)
        .join(''),
  )
}

async function printCoverage(output: Output, options: SimulateOptions, simulations: number): Promise<void> {
  if (options.laws === 'random' && options.law !== 'log-power') {
    throw new UsageFailure(`--laws random draws log-power laws: expected --law log-power, found ${options.law}`)
  }
  const settings = emergenceSettings(options)
  const given = studyOf(options)
  const forecasts: SimulatedForecast[] = []
  for (let index = 0; index < simulations; index++) {
    const seed = options.seed + index
    const study = options.laws === 'random' ? randomStudy(seed, options.fewShot) : given
    forecasts.push(forecastSimulated(study, settings, simulations + seed))
    if ((index + 1) % 50 === 0) output.note(`${index + 1} of ${simulations} simulations`)
  }
  const coverage = coverageOf(forecasts)
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`
  await output.result(
    () => ({
      ...coverage,
      seed: options.seed,
      laws: options.laws,
      fewShot: options.fewShot,
      ...(options.laws === 'given' ? { law: given.law } : {}),
    }),
    () =>
      [
        `${simulations} simulations; 90% intervals that hold the true emergence (standard error ${percent(coverage.standardError)}):`,
        `posterior ${percent(coverage.posterior)}, mean width ${coverage.posteriorWidth.toFixed(3)} nats`,
        ...(coverage.bootstrap === undefined
          ? []
          : [`bootstrap ${percent(coverage.bootstrap)}, mean width ${coverage.bootstrapWidth!.toFixed(3)} nats`]),
        `most likely point: bias ${coverage.bias.toFixed(4)}, error ${coverage.error.toFixed(4)} nats, within 0.1 nats ${percent(coverage.withinTenth)}`,
        '',
      ].join('\n'),
  )
}
