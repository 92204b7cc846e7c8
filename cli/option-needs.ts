import type { Command } from 'commander'
import { UsageFailure } from './failure.ts'

/**
 * Refuses options that change nothing without something else on the command line, before anything is computed.
 *
 * @param names of the options, without `--`
 * @param needed what they need, as it is typed
 * @param isGiven whether it is there, by the values of all options and the arguments
 */
export function optionsNeed<Options extends object>(
  command: Command,
  names: readonly string[],
  needed: string,
  isGiven: (options: Options, argumentsGiven: readonly unknown[]) => boolean,
): Command {
  return command.hook('preAction', () => {
    if (isGiven(command.optsWithGlobals<Options>(), command.processedArgs)) return
    const idle = names.find((name) => {
      const option = command.options.find(({ long }) => long === `--${name}`)!
      return command.getOptionValueSource(option.attributeName()) === 'cli'
    })
    if (idle !== undefined)
      throw new UsageFailure(`--${idle}: expected ${needed} with it, without which it does nothing`)
  })
}
