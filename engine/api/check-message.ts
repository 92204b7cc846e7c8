import type { z } from 'zod'
import { ApiError, type CallInput, type CallName, calls } from './contract.ts'

type Parsed<N extends CallName> = z.output<(typeof calls)[N]['input']>

/**
 * The input of a call as its schema gives it. Throws ApiError `invalid` that names the field, what was expected and
 * what was found.
 */
export function checkedInput<N extends CallName>(name: N, input: CallInput<N>): Parsed<N> {
  const result = calls[name].input.safeParse(input)
  if (result.success) return result.data as Parsed<N>
  throw new ApiError('invalid', `${name}: ${described(result.error.issues, input)}`)
}

/**
 * Throws where an answer does not fit its schema: a fault of the engine. Long lists are checked at their ends only,
 * since populations and matrices have hundreds of thousands of entries made by the same code.
 */
export function checkOutput(name: CallName, output: unknown): void {
  const result = calls[name].output.safeParse(sampled(output))
  if (!result.success)
    throw new ApiError(
      'failed',
      `The engine's answer to ${name} does not fit the contract: ${described(result.error.issues, output)}`,
    )
}

const longList = 32
const checkedEnd = 4

function sampled(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] =
      value.length > longList ? [...value.slice(0, checkedEnd), ...value.slice(-checkedEnd)] : value
    return list.map(sampled)
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, sampled(entry)]))
  return value
}

function described(issues: readonly z.core.$ZodIssue[], input: unknown): string {
  const shown = issues.slice(0, 3).map((issue) => oneIssue(issue, input))
  return `${shown.join('; ')}${issues.length > 3 ? `; and ${String(issues.length - 3)} more` : ''}.`
}

function oneIssue(issue: z.core.$ZodIssue, input: unknown): string {
  const field = issue.path.reduce<string>(
    (path, key) =>
      typeof key === 'number' ? `${path}[${String(key)}]` : path === '' ? String(key) : `${path}.${String(key)}`,
    '',
  )
  return `${field === '' ? 'the input' : `field ${field}`}: expected ${expectation(issue)}, found ${found(issue.path, input)}`
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int'
        ? 'a whole number'
        : `${/^[aeio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}${unit(issue.origin)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)}${unit(issue.origin)}`
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'invalid_union':
      return 'one of the permitted forms'
    default:
      return issue.message
  }
}

function unit(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : ''
}

function found(path: readonly PropertyKey[], input: unknown): string {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return 'nothing'
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  if (value === undefined) return 'nothing'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const text = (JSON.stringify(value) as string | undefined) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
