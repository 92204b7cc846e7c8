import type { Question } from './task.ts'

/** Words as they count for likeness: Unicode compatibility forms, case and white space do not. */
function normalized(words: string): string {
  return words.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}

/** What a question asks and answers, without what differs in case, white space and the order of answers. */
interface Content {
  readonly words: string
  readonly answers: ReadonlySet<string>
  readonly right: readonly string[]
}

const contents = new WeakMap<Question, Content>()

function contentOf(question: Question): Content {
  let content = contents.get(question)
  if (content === undefined) {
    const answers = question.asked.answers.map(normalized)
    content = {
      words: normalized(question.asked.words),
      answers: new Set(answers),
      right: question.gold.map((index) => answers[index]!),
    }
    contents.set(question, content)
  }
  return content
}

/** Whether an example would give a question away: it asks the same, and its right answer is one of the question's. */
export function givesAway(example: Question, question: Question): boolean {
  const shown = contentOf(example)
  const asked = contentOf(question)
  return shown.words === asked.words && shown.right.some((answer) => asked.answers.has(answer))
}

/**
 * Tells which of the questions of a benchmark, given one by one in their order, repeat an earlier record: the same
 * words, with the same right answer or the same choice of answers. Records that serve as examples only are not scored
 * and do not count.
 */
export class SeenQuestions {
  private readonly seen = new Set<string>()

  /** Whether a question repeats one of those before. */
  isRepeated(question: Question): boolean {
    if (question.exampleOnly) return false
    const { words, answers, right } = contentOf(question)
    const keys = [
      ['right', words, ...[...right].sort()],
      ['answers', words, ...[...answers].sort()],
    ].map((key) => JSON.stringify(key))
    const isRepeated = keys.some((key) => this.seen.has(key))
    for (const key of keys) this.seen.add(key)
    return isRepeated
  }
}
