import { plural } from '../../core/format/quantity.ts'

/** What became of models that were to be queued: `2 models queued. 1 model already scored with these settings.` */
export function queuedText(
  { jobs, skipped }: { readonly jobs: readonly unknown[]; readonly skipped: readonly unknown[] },
  already: 'scored' | 'complete',
): string {
  return [
    ...(jobs.length > 0 ? [`${plural(jobs.length, 'model')} queued.`] : []),
    ...(skipped.length > 0 ? [`${plural(skipped.length, 'model')} already ${already} with these settings.`] : []),
  ].join(' ')
}
