import type { Choice } from './item.ts'
import type { Question } from './task.ts'

/** What stands between a context and a choice, and between an example and what follows. */
export const targetDelimiter = ' '
export const exampleDelimiter = '\n\n'

/** Choices that answer the same context. */
export function answersTo(context: string, texts: readonly string[]): Choice[] {
  return texts.map((text) => ({ context, continuation: targetDelimiter + text, text }))
}

/**
 * A question of the usual form: its example is the context followed by the first right choice; it asks what the first
 * context says.
 */
export function question(choices: readonly Choice[], gold: readonly number[], rest: Partial<Question> = {}): Question {
  const right = choices[gold[0]!]!
  const asked = { words: choices[0]!.context, answers: choices.map(({ text }) => text) }
  return {
    choices,
    gold,
    asked,
    example: right.context + right.continuation,
    description: '',
    exampleOnly: false,
    ...rest,
  }
}
