import type { Context } from '../context.ts'
import { checkedLimits, machineLimits } from '../limits/machine-limits.ts'
import type { Handlers } from './handlers.ts'

export function limitsHandlers({ limits, events }: Context): Pick<Handlers, 'limits.get' | 'limits.set'> {
  return {
    'limits.get': () => machineLimits(limits),
    'limits.set': (changed) => {
      limits.set(checkedLimits(changed, limits.get()))
      events.emit('limits.changed', {})
      return machineLimits(limits)
    },
  }
}
