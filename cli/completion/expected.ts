import type { Argument, Command, Option } from 'commander'
import { valueKind, type ValueKind } from './value-kinds.ts'

/** A word that may stand at the cursor. */
export interface Candidate {
  readonly word: string
  readonly help: string
}

/** What may stand at the cursor of a command line. */
export interface Expected {
  /** Commands, options and choices. */
  readonly words: readonly Candidate[]
  readonly value: ValueKind | undefined
  /** What comes before the value within the word at the cursor: `--genome=`, else empty. */
  readonly prefix: string
  /** The database, or the project, that the line names so far. */
  readonly database: NamedDatabase
}

/** What `--db` and `--project` say. */
export type NamedDatabase = Partial<Record<'db' | 'project', string>>

/** How far a command line has come. */
interface Position {
  command: Command
  operands: number
  /** The option whose value comes next. */
  waiting: Option | undefined
  /** Whether only arguments follow, as behind `--`. */
  isLiteral: boolean
  /** Whether commands are named to read their help. */
  isHelp: boolean
  readonly database: NamedDatabase
}

/**
 * What commander expects at the cursor.
 *
 * @param before the words between the name of the program and the cursor's
 * @param current the word at the cursor, as far as it goes
 */
export function expectedAt(program: Command, before: readonly string[], current: string): Expected {
  const position: Position = {
    command: program,
    operands: 0,
    waiting: undefined,
    isLiteral: false,
    isHelp: false,
    database: {},
  }
  for (const word of before) advance(position, word)
  const { database } = position
  const nothing: Expected = { words: [], value: undefined, prefix: '', database }
  if (position.waiting !== undefined) return { ...nothing, ...values(position.waiting) }
  if (!position.isLiteral && current.startsWith('-')) {
    const [, flag] = /^(--[^=]+)=/.exec(current) ?? []
    if (flag === undefined) return { ...nothing, words: optionWords(position.command) }
    const option = optionOf(position.command, flag)
    return option === undefined ? nothing : { ...nothing, ...values(option), prefix: `${flag}=` }
  }
  if (position.operands === 0 && position.command.commands.length > 0)
    return { ...nothing, words: commandWords(position) }
  const argument = position.isHelp ? undefined : argumentAt(position)
  if (argument !== undefined) return { ...nothing, ...values(argument) }
  return { ...nothing, words: position.isLiteral ? [] : optionWords(position.command) }
}

function advance(position: Position, word: string): void {
  const { waiting } = position
  if (waiting !== undefined) {
    keepDatabase(position, waiting, word)
    position.waiting = undefined
    return
  }
  if (!position.isLiteral && word === '--') {
    position.isLiteral = true
    return
  }
  if (!position.isLiteral && word.startsWith('-') && word !== '-') {
    const [flag, value] = word.startsWith('--') ? word.split(/=(.*)/s) : [word]
    const option = optionOf(position.command, flag!)
    if (option === undefined || option.isBoolean()) return
    if (value === undefined) position.waiting = option
    else keepDatabase(position, option, value)
    return
  }
  const isFirst = position.operands === 0
  if (isFirst && word === 'help' && position.command.commands.length > 0) {
    position.isHelp = true
    return
  }
  const child = isFirst ? position.command.commands.find((command) => isCalled(command, word)) : undefined
  if (child === undefined) position.operands += 1
  else position.command = child
}

function keepDatabase(position: Position, option: Option, value: string): void {
  if (option.long === '--db') position.database.db = value
  if (option.long === '--project') position.database.project = value
}

function isCalled(command: Command, word: string): boolean {
  return command.name() === word || command.aliases().includes(word)
}

function optionOf(command: Command, flag: string): Option | undefined {
  return optionsOf(command).find(({ long, short }) => long === flag || short === flag)
}

/** A command's own options and those of the commands above it. */
function optionsOf(command: Command): Option[] {
  const help = command.createHelp()
  help.showGlobalOptions = true
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
}

function optionWords(command: Command): Candidate[] {
  return optionsOf(command).map((option) => ({ word: option.long ?? option.short ?? '', help: option.description }))
}

function commandWords({ command, isHelp }: Position): Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((child) => !isHelp || child.name() !== 'help')
    .map((child) => ({ word: child.name(), help: child.description() }))
}

/** The argument that comes next; a last one that takes several takes all that follow. */
function argumentAt({ command, operands }: Position): Argument | undefined {
  const { registeredArguments } = command
  const last = registeredArguments.at(-1)
  return registeredArguments[operands] ?? (last?.variadic === true ? last : undefined)
}

function values(target: Option | Argument): Pick<Expected, 'words' | 'value'> {
  const value = valueKind(target)
  return { words: (value?.words ?? []).map((word) => ({ word, help: '' })), value }
}
