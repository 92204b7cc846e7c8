import { openPublicSource, type PublicSourceSettings, type SourceListener } from '../source/public-source.ts'
import type { LogitSource } from '../source/logit-source.ts'

/** A source and what the inference process tells about its model. */
export interface OpenedSource {
  readonly source: LogitSource
  readonly trainContextTokens: number
}

/** Loads a model file for probing. */
export type OpenSource = (path: string, settings: PublicSourceSettings, listener: SourceListener) => Promise<OpenedSource>

/** The source an inference process uses. */
export const openSource: OpenSource = async (path, settings, listener) => {
  const source = await openPublicSource(path, settings, listener)
  return { source, trainContextTokens: source.trainContextTokens }
}
