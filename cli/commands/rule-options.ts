import { Option, type Command } from 'commander'
import { stripRules } from '../../core/population/population.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'

/** The options that define an allele, without defaults: an absent one is chosen from the results there are. */
export function addRuleOptions(command: Command, defaults: string): Command {
  return command
    .addOption(new Option('--chars <number>', `characters of an allele (${defaults})`).argParser(wholeNumber(1, 32)))
    .addOption(
      new Option('--temperature <number>', `divisor of the logits (${defaults})`).argParser(decimalNumber(0.05, 10)),
    )
    .addOption(new Option('--strip <rule>', `white space removed before an allele (${defaults})`).choices(stripRules))
}

/** @param usual which genome is taken without it */
export function genomeOption(usual = 'the only one with results'): Option {
  return new Option('--genome <genome>', `name or id of a genome (default: ${usual})`)
}
