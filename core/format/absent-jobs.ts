import { plural } from './quantity.ts'

interface AbsentJob {
  readonly modelName: string
  /** Name of the genome or benchmark. */
  readonly subject: string
  readonly pieces: number
  readonly done: number
}

/** `2 jobs were interrupted. All of 1 was stored before.` */
export function interruptedText(jobs: readonly { readonly isComplete: boolean }[]): string {
  const complete = jobs.filter(({ isComplete }) => isComplete).length
  const were = `${plural(jobs.length, 'job')} ${jobs.length === 1 ? 'was' : 'were'} interrupted.`
  if (complete === 0) return were
  return `${were} ${complete === jobs.length ? 'All was stored' : `All of ${String(complete)} was stored`} before.`
}

/** `oak, general: 64 of 128 genes`, or without the count where nothing was begun. */
export function jobLine({ modelName, subject, pieces, done }: AbsentJob, unit: string): string {
  const name = `${modelName}, ${subject}`
  return done === 0 ? `${name}: ${plural(pieces, unit)}` : `${name}: ${String(done)} of ${plural(pieces, unit)}`
}
