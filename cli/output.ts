import { styleText } from 'node:util'
import { printableJson, printableLines } from '../core/format/printable.ts'
import type { Remark } from '../engine/api/remark-contract.ts'
import { createProgressDisplay, type ProgressDisplay } from './progress.ts'

/** Where a command's words go: results to stdout, everything else to stderr. */
export interface Output {
  /** True where stdout carries exactly one JSON document. */
  readonly json: boolean
  /** Progress and notes on stderr. */
  readonly progress: ProgressDisplay
  /**
   * The command's result; the document only under `--json`. Names and texts from files are made harmless here, whatever
   * the format. Call once.
   */
  result(document: () => unknown, text: () => string): Promise<void>
  /**
   * The document with one long list more, for `--json`: written entry by entry, since all of them may be longer than a
   * text can be. In place of `result`.
   */
  listDocument(head: object, listName: string, entries: AsyncIterable<object>): Promise<void>
  /** One line of notes on stderr. */
  note(text: string): void
  /** What must be known beside the numbers of the result, a line each on stderr. */
  remarks(remarks: readonly Remark[]): void
  /** Emphasis for a terminal; plain where stdout is none or NO_COLOR is set. */
  heading(text: string): string
}

/** Whether this command has begun its document on stdout: a failure after that is told on stderr alone. */
let isDocumentBegun = false

/** The one document of a command line that failed before it had written any; nothing where one was begun. */
export async function writeFailureDocument(code: string, message: string): Promise<void> {
  if (!isDocumentBegun) await write(process.stdout, `${documentText({ error: { code, message } })}\n`)
}

export function createOutput(json: boolean): Output {
  const progress = createProgressDisplay(process.stderr)
  return {
    json,
    progress,
    result: async (document, text) => {
      progress.end()
      const shown = json ? `${documentText(document())}\n` : harmless(text())
      isDocumentBegun = true
      await write(process.stdout, shown)
    },
    listDocument: async (head, listName, entries) => {
      const { isTTY } = process.stdout
      const opening = documentText({ ...head, [listName]: [] })
      const end = opening.lastIndexOf(']')
      isDocumentBegun = true
      await write(process.stdout, opening.slice(0, end))
      let between = ''
      for await (const entry of entries) {
        if (isTTY) progress.end()
        await write(
          process.stdout,
          `${between}${isTTY ? documentText(entry).replace(/^/gm, '    ').trimStart() : documentText(entry)}`,
        )
        between = isTTY ? ',\n    ' : ','
      }
      progress.end()
      await write(process.stdout, `${opening.slice(end)}\n`)
    },
    note: (text) => progress.line(text),
    remarks: (remarks) => {
      for (const { text } of remarks) progress.line(`note: ${text}`)
    },
    heading: (text) => styleText('bold', text, { stream: process.stdout }),
  }
}

/** A value as JSON, harmless in a terminal and, for one, on lines of its own. */
function documentText(value: unknown): string {
  return printableJson(JSON.stringify(value, undefined, process.stdout.isTTY ? 2 : undefined))
}

/** Emphasis, as `heading` writes it, is the one escape sequence that is let through. */
// eslint-disable-next-line no-control-regex
const emphasis = /(\u001b\[(?:1|22)m)/

function harmless(text: string): string {
  return text
    .split(emphasis)
    .map((part) => (emphasis.test(part) ? part : printableLines(part)))
    .join('')
}

/** Resolves when the text has left the process, so that exiting afterwards cannot cut it off. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
