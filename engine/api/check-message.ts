import type { z } from 'zod'
import {
  ApiError,
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  type EventPayload,
  events,
} from './contract.ts'

/** The input of a call with its defaults filled in. */
type CheckedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>

/**
 * The one place where inputs, answers and events meet their schemas (see "The Api" in docs/architecture.md). Inputs are
 * read whole. Answers and events are the engine's own: long lists are looked at at their ends only, since populations
 * and matrices have hundreds of thousands of entries made by the same code; in tests they are read whole.
 */
const isWhole = process.env['CLADESCOPE_CHECK'] === 'whole'

/**
 * The answer to a call, between the check of its input and that of the answer. Throws ApiError `invalid` for an input
 * outside its schema, `failed` for an answer outside of it.
 */
export async function checkedCall<N extends CallName>(
  name: N,
  input: CallInput<N>,
  answer: (input: CheckedInput<N>) => Promise<CallOutput<N>>,
): Promise<CallOutput<N>> {
  const output = await answer(checkedInput(name, input))
  checkOutput(name, output)
  return output
}

/**
 * The input of a call as its schema gives it. Throws ApiError `invalid` that names the field, what was expected and
 * what was found.
 */
export function checkedInput<N extends CallName>(name: N, input: CallInput<N>): CheckedInput<N> {
  const result = calls[name].input.safeParse(input)
  if (result.success) return result.data as CheckedInput<N>
  throw new ApiError('invalid', `${name}: ${described(result.error.issues, input)}`)
}

/** Throws ApiError `failed` where an answer does not fit its schema: a fault of the engine. */
export function checkOutput(name: CallName, output: unknown): void {
  const misfit = misfitOf(calls[name].output, output)
  if (misfit !== null)
    throw new ApiError('failed', `The engine's answer to ${name} does not fit the contract: ${misfit}`)
}

/** Throws ApiError `failed` where the payload of an event does not fit its schema: a fault of the engine. */
export function checkEvent<N extends EventName>(name: N, payload: EventPayload<N>): void {
  const misfit = misfitOf(events[name], payload)
  if (misfit !== null) throw new ApiError('failed', `The engine's event ${name} does not fit the contract: ${misfit}`)
}

/** In words; null where the value fits. */
function misfitOf(schema: z.ZodType, value: unknown): string | null {
  const looked = isWhole ? value : sampled(value)
  const result = schema.safeParse(looked)
  if (!result.success) return described(result.error.issues, value)
  if (!isWhole) return null
  const unknown = unknownField(value, result.data)
  return unknown === null ? null : `field ${unknown}: expected none of that name.`
}

/** The path of a field that the schema does not name, which would go to the page unread; null where there is none. */
function unknownField(value: unknown, read: unknown): string | null {
  if (typeof value !== 'object' || value === null || typeof read !== 'object' || read === null) return null
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined) continue
    if (!(key in read)) return key
    const below = unknownField(entry, (read as Record<string, unknown>)[key])
    if (below !== null) return `${key}.${below}`
  }
  return null
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
  return `${field === '' ? 'the input' : `field ${field}`}: expected ${expectation(issue)}, found ${describedValue(issue.path, input)}`
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

function describedValue(path: readonly PropertyKey[], input: unknown): string {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return 'nothing'
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  if (value === undefined) return 'nothing'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  const text = jsonOf(value) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** Undefined where a value is no JSON, or so deep that it cannot be written. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}
