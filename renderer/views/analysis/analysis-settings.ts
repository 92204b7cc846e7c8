import type { z } from 'zod'
import { settingsOf, type Setting } from '../../../engine/analyses/settings.ts'
import { real, whole } from '../../app/setting-values.ts'

/** The settings of an analysis as the address holds them; what is absent or makes no sense becomes the default. */
export function settingValues(
  request: z.ZodObject,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    settingsOf(request).map((setting) => [setting.key, valueOf(setting, settings[setting.key])]),
  )
}

function valueOf(setting: Setting, text: string | undefined): string | number {
  if (setting.kind === 'choice') return setting.choices.find(({ id }) => id === text)?.id ?? setting.fallback
  return (setting.isWhole ? whole : real)(text, setting.fallback, setting.least, setting.most)
}

/** A value as the address holds it; the default is left out. */
export function settingText({ fallback }: Setting, value: string | number): string | undefined {
  return value === fallback ? undefined : String(value)
}
