import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { DigestStore, FileIdentity } from '../store/digest-store.ts'
import { fileIdentity, sameState } from './file-identity.ts'
import { GgufError } from './gguf/gguf-error.ts'

export interface DigestOptions {
  readonly signal?: AbortSignal
  /** Called with the bytes read since the last call; once with all of them where the digest is known already. */
  readonly onBytes?: (bytes: number) => void
}

/**
 * sha256 of a file's content in lower-case hexadecimal, from the cache where the file looks as it did when it was read.
 * Throws GgufError where the file changes meanwhile, and the signal's reason (AbortError) on abort.
 */
export async function fileDigest(identity: FileIdentity, cache: DigestStore, options: DigestOptions = {}): Promise<string> {
  options.signal?.throwIfAborted()
  const known = cache.get(identity)
  if (known !== undefined) {
    options.onBytes?.(identity.size)
    return known
  }
  const hash = createHash('sha256')
  const stream = createReadStream(identity.path, { highWaterMark: 2 ** 20, ...(options.signal === undefined ? {} : { signal: options.signal }) })
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk)
      options.onBytes?.(chunk.length)
    }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw new GgufError(`The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`)
  }
  if (!sameState(identity, await fileIdentity(identity.path))) {
    throw new GgufError('The file changed while it was read (a download that is still running?). Add it again when it is complete.')
  }
  const sha256 = hash.digest('hex')
  cache.set(identity, sha256)
  return sha256
}

/** The digest of a model: its file's, or for a split model a digest over its parts' digests in order. */
export function modelDigest(parts: readonly string[]): string {
  if (parts.length === 1) return parts[0]!
  return createHash('sha256').update(['cladescope split model', ...parts].join('\n')).digest('hex')
}
