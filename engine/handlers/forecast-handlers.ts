import type { Context } from '../context.ts'
import { forecastFromDistance } from '../forecast/forecast-from-distance.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

export function forecastHandlers(context: Context): Pick<Handlers, 'forecast.fromDistance'> {
  const { comparisons, models, probes, scores, near, threads } = context
  return {
    'forecast.fromDistance': ({ operation, ...request }) =>
      operationOf(context, operation, 'fits', async (options) =>
        forecastFromDistance(await comparisons.compare(request, options), request, {
          models,
          probes,
          scores,
          near,
          run: (input) =>
            threads.run('forecast.scores', input, options.signal, (done, total) =>
              options.onProgress?.('forecasts', done, total),
            ),
        }),
      ),
  }
}
