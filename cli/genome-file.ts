import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Genome } from '../core/genome/genome.ts'
import { GenomeError } from '../core/genome/genome-error.ts'
import { readGenome } from '../core/genome/read-genome.ts'
import { CommandFailure } from './failure.ts'

const largestFile = 64 * 1024 * 1024

/** Reads a genome file: JSON `{name, genes: [text]}`, or plain text with one gene a line, named after the file. */
export function readGenomeFile(path: string): Genome {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new CommandFailure(`no file '${path}'`)
  if (!found.isFile()) throw new CommandFailure(`'${path}' is not a file`)
  if (found.size > largestFile) throw new CommandFailure(`${path}: expected at most ${largestFile} bytes, found ${found.size}`)
  return parseGenome(readFileSync(path), path)
}

/** The genome in a file's bytes; see readGenome. */
export function parseGenome(bytes: Uint8Array, path: string): Genome {
  const text = decode(bytes, path)
  try {
    return readGenome(text, basename(path))
  } catch (error) {
    throw error instanceof GenomeError ? new CommandFailure(`${path}: ${error.message}`) : error
  }
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new CommandFailure(`${path}: expected UTF-8 text, found bytes that are not`)
  }
}
