import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { FileIdentity } from '../store/digest-store.ts'

/** A source of models, as far as copies among them are concerned. */
interface SourceOfModels {
  readonly models: readonly { readonly path: string; readonly content: string }[]
}

/** Bytes of one sample, and how many are taken of a file, evenly from its begin to its end: 1 MiB in all. */
const sampleBytes = 64 * 1024
const samples = 16

/**
 * The sources with one `content` for models that are presumed to be copies of each other: equally many parts, of the
 * same sizes, whose samples are the same. Files of up to 1 MiB are compared as a whole. Only those are opened that have
 * the sizes of a model of another content. A digest that is known stays; of two that are, the models differ.
 *
 * @param filesOf the parts of a model
 * @param isDigest whether a content is a digest of what the files hold
 */
export async function withSampledContents<Source extends SourceOfModels>(
  sources: readonly Source[],
  filesOf: (path: string) => readonly FileIdentity[],
  isDigest: (content: string) => boolean,
  signal?: AbortSignal,
): Promise<Source[]> {
  const pathOf = new Map(sources.flatMap(({ models }) => models.map(({ content, path }) => [content, path] as const)))
  const ofSizes = Map.groupBy(pathOf.keys(), (content) =>
    filesOf(pathOf.get(content)!)
      .map(({ size }) => size)
      .join(' '),
  )
  const presumed = new Map<string, string>()
  for (const [sizes, contents] of ofSizes) {
    if (sizes === '' || contents.length < 2 || contents.every(isDigest)) continue
    const bySample = new Map<string, string[]>()
    for (const content of contents) {
      signal?.throwIfAborted()
      const sample = await sampleOf(filesOf(pathOf.get(content)!))
      if (sample !== undefined) bySample.set(sample, [...(bySample.get(sample) ?? []), content])
    }
    for (const alike of bySample.values()) {
      const digests = alike.filter(isDigest)
      // Samples that several digests share tell nothing of the others.
      if (digests.length > 1) continue
      const shared = digests[0] ?? alike[0]!
      for (const content of alike) presumed.set(content, shared)
    }
  }
  return sources.map((source) => ({
    ...source,
    models: source.models.map((model) => ({ ...model, content: presumed.get(model.content) ?? model.content })),
  }))
}

/** A digest of samples of files; undefined where one of them cannot be read. */
async function sampleOf(files: readonly FileIdentity[]): Promise<string | undefined> {
  const hash = createHash('sha256')
  const buffer = new Uint8Array(sampleBytes)
  try {
    for (const { path, size } of files) {
      await using file = await open(path)
      const step = Math.max(sampleBytes, (size - sampleBytes) / (samples - 1))
      for (let sample = 0; sample < samples && sample * step < size; sample += 1) {
        const { bytesRead } = await file.read(buffer, 0, sampleBytes, Math.floor(sample * step))
        hash.update(buffer.subarray(0, bytesRead))
      }
    }
  } catch {
    return undefined
  }
  return hash.digest('hex')
}
