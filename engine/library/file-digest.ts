import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { longestSettling, sameState, settlingTime } from '../../native/file-state.ts'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import { isLocked } from '../store/writable.ts'
import { fileIdentity } from './file-identity.ts'
import { whenComplete } from './find-files.ts'
import { GgufError } from './gguf/gguf-error.ts'

interface DigestOptions {
  readonly signal?: AbortSignal
  /** Called with the bytes read since the last call; once with all of them where the digest is known already. */
  readonly onBytes?: (bytes: number) => void
}

interface Digested {
  readonly sha256: string
  /** The state of the file in which it held that. */
  readonly identity: FileIdentity
}

/** Reads of a file of which something looks different each time, though its size does not. */
const mostReads = 3

/**
 * sha256 of a file's content in lower-case hexadecimal, from the cache where the file looks as it did when it was read.
 * A file that has just been written is read a moment later, so that a change while it is read, or after, shows in its
 * time. One that was replaced or touched meanwhile, as when a folder is copied back, is read again: its content counts.
 * Throws GgufError where the file goes on changing, and the signal's reason (AbortError) on abort.
 */
export async function fileDigest(
  identity: FileIdentity,
  cache: DigestStore,
  options: DigestOptions = {},
): Promise<Digested> {
  let before = identity
  for (let reads = 1; ; reads += 1) {
    const sha256 = await digestOnce(before, cache, options)
    const after = await fileIdentity(before.path)
    if (after !== undefined && sameState(before, after)) {
      if (settlingTime(before) === 0) remember(cache, before, sha256)
      return { sha256, identity: before }
    }
    if (after === undefined || after.size !== before.size || reads === mostReads) {
      throw new GgufError(
        'The file changed while it was read (a download that is still running?).',
        'download',
        whenComplete,
      )
    }
    before = after
  }
}

/** Of a file as it is, whether it changes meanwhile or not. */
async function digestOnce(identity: FileIdentity, cache: DigestStore, options: DigestOptions): Promise<string> {
  const { signal, onBytes } = options
  signal?.throwIfAborted()
  const wait = settlingTime(identity)
  if (wait > 0 && wait <= longestSettling) await delay(wait, undefined, signal === undefined ? {} : { signal })
  const known = settlingTime(identity) === 0 ? cache.get(identity) : undefined
  if (known !== undefined) {
    onBytes?.(identity.size)
    return known
  }
  const hash = createHash('sha256')
  const stream = createReadStream(identity.path, {
    highWaterMark: 2 ** 20,
    ...(signal === undefined ? {} : { signal }),
  })
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk)
      onBytes?.(chunk.length)
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw new GgufError(
      `The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      'unreadable',
    )
  }
  return hash.digest('hex')
}

/** Only a cache: what a database that another program writes to does not take now is read again the next time. */
function remember(cache: DigestStore, identity: FileIdentity, sha256: string): void {
  try {
    cache.set(identity, sha256)
  } catch (error) {
    if (!isLocked(error)) throw error
  }
}

/** The digest of a model: its file's, or for a split model a digest over its parts' digests in order. */
export function modelDigest(parts: readonly string[]): string {
  if (parts.length === 1) return parts[0]!
  return createHash('sha256')
    .update(['cladescope split model', ...parts].join('\n'))
    .digest('hex')
}
