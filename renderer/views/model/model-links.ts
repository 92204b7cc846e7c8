import { addressOf } from '../../app/use-route.ts'
import { modelView } from './model-settings.ts'

/** Where the names of models lead: to their pages, as addresses. */
export function modelLinks(
  models: Iterable<{ readonly id: string; readonly name: string }>,
): ReadonlyMap<string, string> {
  return new Map([...models].map(({ id, name }) => [name, addressOf(modelView, { model: id })]))
}
