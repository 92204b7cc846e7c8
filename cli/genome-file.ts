import { readFileSync, statSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { z } from 'zod'
import type { Genome } from '../core/genome/genome.ts'
import { describeMismatch } from '../engine/api/wire.ts'
import { CommandFailure } from './failure.ts'

const largestFile = 64 * 1024 * 1024
const genomeDocument = z.object({ name: z.string().trim().min(1).max(100), genes: z.array(z.string()).min(1).max(100_000) })

/** Reads a genome file: JSON `{name, genes: [text]}`, or plain text with one gene a line, named after the file. */
export function readGenomeFile(path: string): Genome {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(`no file '${path}'`)
  if (!found.isFile()) throw new CommandFailure(`'${path}' is not a file`)
  if (found.size > largestFile) throw new CommandFailure(`${path}: expected at most ${largestFile} bytes, found ${found.size}`)
  return parseGenome(readFileSync(path), path)
}

/** Genes keep their leading and trailing spaces; empty lines are skipped. */
export function parseGenome(bytes: Uint8Array, path: string): Genome {
  const text = decode(bytes, path)
  if (extname(path).toLowerCase() === '.json' || text.trimStart().startsWith('{')) return parseDocument(text, path)
  const genes = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (genes.length === 0) throw new CommandFailure(`${path}: expected one gene a line, found no line with text`)
  return { name: basename(path, extname(path)), genes }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CommandFailure(`${path}: expected UTF-8 text, found bytes that are not`)
  }
}

function parseDocument(text: string, path: string): Genome {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    throw new CommandFailure(`${path}: not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = genomeDocument.safeParse(document)
  if (!parsed.success) throw new CommandFailure(`${path}: expected {name, genes: [text]}: ${describeMismatch(parsed.error)}`)
  return parsed.data
}
