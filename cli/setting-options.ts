import { Option, type Command } from 'commander'
import type { z } from 'zod'
import { settingsOf } from '../engine/analyses/settings.ts'
import { decimalNumber, wholeNumber } from './option-values.ts'

/**
 * Adds an option per setting of an analysis; limits, choices, defaults and help come from its request.
 *
 * @param otherDefaults by the names of the request's fields, where a command differs
 */
export function addSettingOptions(
  command: Command,
  request: z.ZodObject,
  otherDefaults: Readonly<Record<string, string | number>> = {},
): Command {
  for (const setting of settingsOf(request)) {
    const { option, help, kind } = setting
    const fallback = otherDefaults[setting.key] ?? setting.fallback
    const flags = `--${option} <${kind === 'number' ? 'number' : option}>`
    const made = new Option(flags, help).default(fallback)
    if (kind === 'choice') made.choices(setting.choices.map(({ id }) => id))
    else made.argParser((setting.isWhole ? wholeNumber : decimalNumber)(setting.least, setting.most))
    command.addOption(made)
  }
  return command
}

/** An option for a number of a request that has no default; limits and help come from its schema. */
export function numberOption(flags: string, field: z.ZodNumber): Option {
  const parser = field.isInt ? wholeNumber : decimalNumber
  return new Option(flags, field.description).argParser(parser(field.minValue!, field.maxValue!))
}

/** The settings that a command line chose, by the names of the request's fields. */
export function chosenSettings(request: z.ZodObject, options: object): Readonly<Record<string, unknown>> {
  const values = options as Readonly<Record<string, unknown>>
  return Object.fromEntries(settingsOf(request).map(({ key, option }) => [key, values[camelCase(option)]]))
}

/** As commander names the value of an option. */
function camelCase(option: string): string {
  return option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
