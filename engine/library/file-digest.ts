import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { longestSettling, sameState, settlingTime } from '../../native/file-state.ts'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import { isLocked } from '../store/writable.ts'
import { fileIdentity } from './file-identity.ts'
import { GgufError } from './gguf/gguf-error.ts'

export interface DigestOptions {
  readonly signal?: AbortSignal
  /** Called with the bytes read since the last call; once with all of them where the digest is known already. */
  readonly onBytes?: (bytes: number) => void
}

/**
 * sha256 of a file's content in lower-case hexadecimal, from the cache where the file looks as it did when it was read.
 * A file that has just been written is read a moment later, so that a change while it is read, or after, shows in its
 * time. Throws GgufError where the file changes meanwhile, and the signal's reason (AbortError) on abort.
 */
export async function fileDigest(
  identity: FileIdentity,
  cache: DigestStore,
  options: DigestOptions = {},
): Promise<string> {
  const { signal, onBytes } = options
  signal?.throwIfAborted()
  const wait = settlingTime(identity)
  if (wait > 0 && wait <= longestSettling) await delay(wait, undefined, signal === undefined ? {} : { signal })
  const tellsChanges = settlingTime(identity) === 0
  const known = tellsChanges ? cache.get(identity) : undefined
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
    throw new GgufError(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
  const after = await fileIdentity(identity.path)
  if (after === undefined || !sameState(identity, after)) {
    throw new GgufError(
      'The file changed while it was read (a download that is still running?). Add it again when it is complete.',
    )
  }
  const sha256 = hash.digest('hex')
  if (tellsChanges) remember(cache, identity, sha256)
  return sha256
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
