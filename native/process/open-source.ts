import { disagreement, nextLogProbabilities, objection } from '../source/agreement.ts'
import type { LogitSource } from '../source/logit-source.ts'
import { openDirectSource } from '../source/open-direct-source.ts'
import { openPublicSource, type PublicSourceSettings, type SourceListener } from '../source/public-source.ts'

/** A source and what the inference process tells about its model. */
export interface OpenedSource {
  readonly source: LogitSource
  readonly trainContextTokens: number
}

/** Loads a model file for probing. */
export type OpenSource = (path: string, settings: PublicSourceSettings, listener: SourceListener) => Promise<OpenedSource>

/** Memory of the public source while it serves as the measure of the direct one: one short text at a time. */
const checkStateBytes = 64 * 2 ** 20

/** The direct source, once it has given the same probabilities as the public API; throws where it does not. */
async function openCheckedDirectSource(path: string, settings: PublicSourceSettings, listener: SourceListener): Promise<OpenedSource> {
  const known = settings.agreed === true
  const measure = known ? null : await publicLogProbabilities(path, settings, listener)
  const { source, trainContextTokens, floatWeights } = await openDirectSource(path, settings, listener)
  try {
    const found = await nextLogProbabilities(source)
    if (measure !== null) {
      const reason = objection(disagreement(measure, found), floatWeights)
      if (reason !== null) throw new Error(reason)
    }
    return { source, trainContextTokens }
  } catch (error) {
    await source.close()
    throw error
  }
}

async function publicLogProbabilities(path: string, settings: PublicSourceSettings, listener: SourceListener): Promise<Float64Array[]> {
  const source = await openPublicSource(path, { ...settings, contextTokens: 64, stateBytes: checkStateBytes }, listener)
  try {
    return await nextLogProbabilities(source)
  } finally {
    await source.close()
  }
}

/**
 * The source an inference process uses: the direct one where it works and agrees with the public API, else the public
 * one, which then says why (`environment.fallback`).
 */
export const openSource: OpenSource = async (path, settings, listener) => {
  let fallback: string | undefined
  if (settings.source !== 'public') {
    try {
      return await openCheckedDirectSource(path, settings, listener)
    } catch (error) {
      fallback = error instanceof Error ? error.message : String(error)
      listener.onLog?.(`[warn] direct source not used: ${fallback}`)
    }
  }
  const source = await openPublicSource(path, settings, listener, fallback)
  return { source, trainContextTokens: source.trainContextTokens }
}
