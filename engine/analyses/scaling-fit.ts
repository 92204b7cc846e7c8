import { fitScaling } from '../../core/scaling/scaling-fit.ts'
import { shownColumn } from '../../core/scaling/score-columns.ts'
import { defineAnalysis } from './definition.ts'
import { remarked, scalingFit } from './scaling-answer.ts'
import { observationsOf, targetOf } from './scaling-observations.ts'
import { fitScope } from './scaling-request.ts'

/** The law from the components to a score, beside its baseline. A target among the metrics is refused. */
export const scalingFitAnalysis = defineAnalysis({
  name: 'scaling.fit',
  of: 'scores',
  request: fitScope,
  answer: remarked(scalingFit),
  unit: 'replicates',
  step: 'intervals',
  inThread: true,
  compute: (table, request, { progress }) => {
    const { metrics, target, replicates } = request
    const values = targetOf(table, target, metrics)
    const models = observationsOf(table, request)
    const scored = models.flatMap((model) => {
      const score = values.get(model.id)
      return score === undefined ? [] : [{ ...model, score }]
    })
    const fit = fitScaling(
      scored,
      {
        ...request,
        metricNames: metrics.map(shownColumn),
        targetName: shownColumn(target),
        onReplicate: (done) => progress(done, replicates),
      },
      models.filter(({ id }) => !values.has(id)),
    )
    return { ...fit, remarks: [...table.remarks] }
  },
})
