import { observationsOf, shownColumn, targetOf } from '../scaling/observations.ts'
import type { Context } from '../context.ts'
import { tableWithFamilies } from '../scores/table-with-families.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

type ScalingCalls = 'scaling.space' | 'scaling.fit' | 'scaling.select' | 'scaling.hypothetical'

export function scalingHandlers(context: Context): Pick<Handlers, ScalingCalls> {
  const { threads } = context
  return {
    'scaling.space': ({ components, ...choice }) =>
      threads.run('scaling.space', {
        models: observationsOf(tableWithFamilies(context), choice),
        components,
        metricNames: choice.metrics.map(shownColumn),
      }),
    'scaling.fit': ({ metrics, missing, without, target, operation, ...settings }) => {
      const table = tableWithFamilies(context)
      const values = targetOf(table, target, metrics)
      const models = observationsOf(table, { metrics, missing, without })
      const scored = models.flatMap((model) => {
        const score = values.get(model.id)
        return score === undefined ? [] : [{ ...model, score }]
      })
      const unscored = models.filter(({ id }) => !values.has(id))
      const names = { metricNames: metrics.map(shownColumn), targetName: shownColumn(target) }
      return operationOf(context, operation, 'replicates', ({ signal, onProgress }) =>
        threads.run('scaling.fit', { scored, unscored, settings: { ...settings, ...names } }, signal, (done, total) =>
          onProgress?.('intervals', done, total),
        ),
      )
    },
    'scaling.select': ({ metrics, missing, without, components, budget, force, operation }) => {
      const models = observationsOf(tableWithFamilies(context), { metrics, missing, without })
      return operationOf(context, operation, 'choices', ({ signal }) =>
        threads.run(
          'scaling.select',
          { models, components, budget, force, metricNames: metrics.map(shownColumn) },
          signal,
        ),
      )
    },
    'scaling.hypothetical': ({
      metrics,
      missing,
      without,
      target,
      family,
      size,
      tokens,
      chance,
      top,
      operation,
      ...settings
    }) => {
      const table = tableWithFamilies(context)
      const values = target === null ? new Map<string, number>() : targetOf(table, target, metrics)
      const models = observationsOf(table, { metrics, missing, without }).map((model) => ({
        ...model,
        score: values.get(model.id),
      }))
      const names = {
        metricNames: metrics.map(shownColumn),
        targetName: target === null ? 'score' : shownColumn(target),
      }
      const input = { models, plan: { family, size, tokens }, chance, top, ...names, settings }
      return operationOf(context, operation, 'replicates', ({ signal, onProgress }) =>
        threads.run('scaling.hypothetical', input, signal, (done, total) => onProgress?.('intervals', done, total)),
      )
    },
  }
}
