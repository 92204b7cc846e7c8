import type { Context } from '../context.ts'
import type { Handlers } from './handlers.ts'

export function placeHandlers({ places }: Context): Pick<Handlers, 'places.roots' | 'places.list'> {
  return {
    'places.roots': () => places.offered(),
    'places.list': ({ placeId, kind }) => places.list(placeId, kind),
  }
}
