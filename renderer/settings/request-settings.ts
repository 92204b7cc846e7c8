import type { z } from 'zod'
import { settingsOf, type Setting as RequestSetting } from '../../engine/analyses/settings.ts'
import { choice, real, whole, type Setting } from './setting.ts'

/** The fields of a request that have a default, under their own names, with the request's defaults and limits. */
export function requestSettings(request: z.ZodObject): Readonly<Record<string, Setting<string | number>>> {
  return Object.fromEntries(settingsOf(request).map((setting) => [setting.key, inAddress(setting)]))
}

/** One of them. */
export function requestSetting<R extends z.ZodObject, Key extends keyof z.output<R> & string>(
  request: R,
  key: Key,
): Setting<z.output<R>[Key]> {
  const setting = requestSettings(request)[key]
  if (setting === undefined) throw new Error(`Expected a field ${key} with a default, found none.`)
  return setting as Setting<unknown> as Setting<z.output<R>[Key]>
}

function inAddress(setting: RequestSetting): Setting<string | number> {
  if (setting.kind === 'choice') {
    const options = setting.choices.map(({ id }) => id)
    return choice(setting.fallback, options) as Setting<string | number>
  }
  const { fallback: usual, least, most } = setting
  return (setting.isWhole ? whole : real)({ usual, least, most }) as Setting<string | number>
}
