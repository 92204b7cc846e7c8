import type { StripRule } from './population.ts'
import { decodeByte, replacement } from './utf8.ts'

/**
 * All that a continuation's past bytes say about how the next ones are read, in one integer: strip phase + 4 * bytes of
 * an unfinished UTF-8 sequence (see utf8.ts). The characters decided so far are kept by the caller.
 */
export type ReaderState = number

const strippingSpaces = 0
const strippingNewlines = 1
const taking = 2

/**
 * The state before the first byte. `phylolm` drops all leading spaces, then all leading newlines, so "\n x" keeps its
 * space.
 */
export function startReading(strip: StripRule): ReaderState {
  return strip === 'phylolm' ? strippingSpaces : taking
}

/** True where no UTF-8 sequence is unfinished. */
export function isClean(state: ReaderState): boolean {
  return state < 4
}

/** What some bytes add to a continuation. */
export interface Reading {
  /** Characters decided by these bytes, never more than were wanted. */
  readonly text: string
  /** Number of code points in `text`. */
  readonly characters: number
  /** Where to go on; meaningless once `decided`. */
  readonly state: ReaderState
  /** True where all wanted characters are complete: the allele is decided, later bytes do not matter. */
  readonly decided: boolean
}

/** Reads the bytes of one token. `wanted` is the number of code points still missing from the allele, at least 1. */
export function readBytes(state: ReaderState, wanted: number, bytes: Uint8Array): Reading {
  let phase = state % 4
  let pending = (state - phase) / 4
  let text = ''
  let characters = 0
  const emit = (character: string): void => {
    if (characters === wanted) return
    text += character
    characters += 1
  }
  for (const byte of bytes) {
    if (phase === strippingSpaces) {
      if (byte === 0x20) continue
      phase = byte === 0x0a ? strippingNewlines : taking
    }
    if (phase === strippingNewlines) {
      if (byte === 0x0a) continue
      phase = taking
    }
    pending = decodeByte(pending, byte, emit)
    if (characters === wanted) return { text, characters, state: taking, decided: true }
  }
  return { text, characters, state: phase + 4 * pending, decided: false }
}

/**
 * Reads the end of a continuation: an unfinished sequence becomes U+FFFD. Where that completes the allele it is decided
 * like any other; else the allele is the text so far with an end mark.
 */
export function readEnd(state: ReaderState, wanted: number): Reading {
  const characters = isClean(state) ? 0 : 1
  return { text: isClean(state) ? '' : replacement, characters, state: taking, decided: characters === wanted }
}
