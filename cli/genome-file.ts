import { basename } from 'node:path'
import type { Genome } from '../core/genome/genome.ts'
import { GenomeError } from '../core/genome/genome-error.ts'
import { readGenome } from '../core/genome/read-genome.ts'
import { CommandFailure } from './failure.ts'
import { decodeText, readBytes } from './text-file.ts'

/** Reads a genome file: JSON `{name, genes: [text]}`, or plain text with one gene a line, named after the file. */
export function readGenomeFile(path: string): Genome {
  return parseGenome(readBytes(path), path)
}

/** The genome in a file's bytes; see readGenome. */
export function parseGenome(bytes: Uint8Array, path: string): Genome {
  const text = decodeText(bytes, path)
  try {
    return readGenome(text, basename(path))
  } catch (error) {
    throw error instanceof GenomeError ? new CommandFailure(`${path}: ${error.message}`, { code: 'invalid' }) : error
  }
}
