import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { describeMismatch } from '../engine/api/wire.ts'
import { CommandFailure } from './failure.ts'

const manifestSchema = z.object({
  /** Name of the built-in genome that the demo probes with. */
  genome: z.string(),
  /** Bound at which a gene of the demo is done; the standard one where absent. */
  tolerance: z.number().min(1e-9).max(1).optional(),
  /** The model whose score is forecast from those of the others, and the built-in benchmark of that score. */
  forecast: z.object({ model: z.string(), benchmark: z.string() }),
  models: z
    .array(
      z.object({
        file: z.string().regex(/^[^/\\]+\.gguf$/),
        name: z.string(),
        parent: z.union([z.null(), z.string(), z.array(z.string())]),
        kind: z.string(),
        sha256: z.string(),
      }),
    )
    .min(3),
})

export type DemoManifest = z.output<typeof manifestSchema>

/** Folder of the demo models that ship with the program. */
export const demoFolder: string = fileURLToPath(new URL('../models/demo/', import.meta.url))

/** The demo models and their true ancestry. */
export function readDemoManifest(): DemoManifest {
  let document: unknown
  try {
    document = JSON.parse(readFileSync(new URL('../models/demo/manifest.json', import.meta.url), 'utf8'))
  } catch (error) {
    throw new CommandFailure('the demo models are not here: expected models/demo/manifest.json in the program folder', {
      cause: error,
    })
  }
  const parsed = manifestSchema.safeParse(document)
  if (!parsed.success) throw new CommandFailure(`models/demo/manifest.json: ${describeMismatch(parsed.error)}`)
  return parsed.data
}
