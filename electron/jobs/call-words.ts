import { basename } from 'node:path'
import { projectContentsText } from '../../core/format/project-contents.ts'
import { bytesText, plural } from '../../core/format/quantity.ts'
import { type AddReport, ApiError, type CallInput, type CallName, type CallOutput } from '../../engine/api/contract.ts'
import type { EndedWork } from './work-news.ts'

interface CallWords<N extends CallName> {
  /** What the call does, as the subject of a sentence. */
  readonly doing: string
  /** What came of it, in a sentence or none. */
  readonly outcome?: (output: CallOutput<N>) => string
}

/** The calls that may take long, with what is told at their end. */
const words: { readonly [N in CallName]?: CallWords<N> } = {
  'models.add': { doing: 'Adding models', outcome: addedText },
  'sources.add': { doing: 'Adding models', outcome: addedText },
  'models.relocate': {
    doing: 'Finding moved models',
    outcome: ({ found, missing }) => `${plural(found.length, 'model')} found, ${String(missing.length)} missing.`,
  },
  'models.rescan': {
    doing: 'Rescanning',
    outcome: ({ fresh, moved, vanished }) =>
      `${plural(fresh.length, 'new model')}, ${String(moved.length)} moved, ${String(vanished.length)} gone.`,
  },
  'lineage.sketch': { doing: 'Reading weights', outcome: ({ models }) => readText(models) },
  'genomes.add': { doing: 'Adding a genome', outcome: ({ name, genes }) => `${name}: ${plural(genes, 'gene')}.` },
  'benchmarks.add': {
    doing: 'Adding a benchmark',
    outcome: ({ benchmark: { name, records } }) => `${name}: ${plural(records, 'record')}.`,
  },
  'scores.import': {
    doing: 'Importing scores',
    outcome: ({ scores, models }) => `${plural(scores, 'score')} of ${plural(models, 'model')}.`,
  },
  'emergence.import': {
    doing: 'Importing checkpoints',
    outcome: ({ name, checkpoints }) => `${name}: ${plural(checkpoints, 'checkpoint')}.`,
  },
  'report.html': { doing: 'Making the report' },
  'projects.merge': { doing: 'Merging', outcome: ({ added }) => `Brought ${projectContentsText(added)}.` },
  'projects.saveAs': { doing: 'Saving a copy', outcome: fileText },
  'projects.export': { doing: 'Exporting a profile', outcome: fileText },
  'removals.undo': { doing: 'Putting back', outcome: ({ what }) => `${what}.` },
  'analysis.distances': { doing: 'Computing the distances' },
  'analysis.tree': { doing: 'Computing the tree' },
  'analysis.combinedTree': { doing: 'Computing the combined tree' },
  'analysis.map': { doing: 'Computing the map' },
  'analysis.lineage': { doing: 'Computing the lineage' },
  'forecast.fromDistance': { doing: 'Forecasting scores' },
  'scaling.space': { doing: 'Computing the capability space' },
  'scaling.fit': { doing: 'Fitting the scaling law' },
  'scaling.gain': { doing: 'Fitting the gain in scores' },
  'scaling.select': { doing: 'Choosing models' },
  'scaling.hypothetical': { doing: 'Forecasting a model to come' },
  'emergence.fit': { doing: 'Fitting the emergence law' },
  'system.doctor': {
    doing: 'Checking this machine',
    outcome: ({ healthy }) => (healthy ? 'Nothing is wrong.' : 'Something is wrong.'),
  },
}

/** Whether the end of a call is told where it took long; a look at what a call would do is none. */
export function isTold<N extends CallName>(name: N, input: CallInput<N>): boolean {
  return words[name] !== undefined && !('dryRun' in input && input.dryRun === true)
}

export function endOfCall<N extends CallName>(name: N, output: CallOutput<N>): EndedWork | null {
  const told = words[name]
  return told === undefined ? null : { title: `${told.doing} has ended`, body: told.outcome?.(output) ?? '' }
}

/** Null for a call that was cancelled: whoever did so needs no telling. */
export function failureOfCall(name: CallName, error: unknown): EndedWork | null {
  const told = words[name]
  if (told === undefined || (error instanceof ApiError && error.code === 'cancelled')) return null
  return { title: `${told.doing} has failed`, body: error instanceof Error ? error.message : String(error) }
}

function addedText({ added, refused }: AddReport): string {
  const text = `${plural(added.length, 'model')} added`
  return refused.length === 0 ? `${text}.` : `${text}, ${plural(refused.length, 'file')} not.`
}

function readText(models: CallOutput<'lineage.sketch'>['models']): string {
  const failed = models.filter(({ failure }) => failure !== null)
  const read = `The weights of ${plural(models.length - failed.length, 'model')} are read.`
  return failed.length === 0 ? read : `${read} Those of ${plural(failed.length, 'model')} are not.`
}

function fileText({ path, bytes }: { readonly path: string; readonly bytes: number }): string {
  return `${basename(path)}, ${bytesText(bytes)}.`
}
