import { Option, type Command } from 'commander'
import type { GainFit } from '../../core/scaling/score-gain.ts'
import { scalingGain } from '../../engine/analyses/scaling-gain.ts'
import { CommandFailure } from '../failure.ts'
import { heldOutErrors } from '../format/held-out-errors.ts'
import type { RunCommand } from '../run-command.ts'
import { errorsDocument, lawDocument, predictionDocument } from './scaling-document.ts'
import { addLawCommand, type LawCommandOptions } from './scaling-law-command.ts'
import { splitName } from './scaling-options.ts'

interface GainOptions extends LawCommandOptions {
  readonly before: string
}

export function addScalingGainCommand(scaling: Command, run: RunCommand): void {
  addLawCommand<GainOptions, GainFit>(scaling, run, {
    name: 'gain',
    description: 'what a technique gains on a score: two laws of the same capability measures, and their difference',
    targetFile: 'CSV with a column Model and both scores',
    target: 'score with the technique',
    further: (command) => command.addOption(new Option('--before <column>', 'score without it').makeOptionMandatory()),
    request: scalingGain.request,
    titles: ({ target, before }) => [target, before],
    check: ({ before }, { metrics }) => {
      if (metrics.includes(before))
        throw new CommandFailure(`--before: expected a score that is not among the metrics, found '${before}'`, {
          code: 'invalid',
        })
    },
    fit: (engine, request, [target, before], operation) =>
      engine.call('scaling.gain', { ...request, target: target!, before: before!, operation }),
    equivalent: ({ before }) => before.equivalent,
    document: (fit, { target, before, referenceFamily }, { metrics }) => {
      const law = (column: string, ofScore: GainFit['before']) => ({
        column,
        ...errorsDocument(ofScore),
        ...lawDocument(ofScore, metrics, referenceFamily),
      })
      return {
        before: law(before, fit.before),
        after: law(target, fit.after),
        explained: fit.after.explained,
        predictions: fit.predictions.map(predictionDocument),
      }
    },
    settings: ({ before }) => ({ before }),
    text: (fit, options, { split }) => gainText(fit, options, splitName(split)),
  })
}

function gainText(fit: GainFit, { baseline, link, loss, level, before, target }: GainOptions, where: string): string {
  const errors = heldOutErrors(fit, {
    errors: 'error of the gain',
    predicted: 'gain',
    observed: 'gain',
    // Fewer than asked for where the measures vary along fewer directions.
    components: fit.after.law.beta.length,
    baseline,
    level,
    showsEquivalentFlops: false,
  })
  return `from '${before}' to '${target}'; ${where}; link ${link}; loss ${loss}\n\n${errors}`
}
