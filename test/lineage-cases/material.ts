import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sharedMaterial } from '../shared-material.ts'
import { type Model, modelOfFile } from './model.ts'
import { realStep, type RealStep } from './training.ts'

/** A base model and what trainings of it and of its children changed. */
export interface TrainedFamily {
  readonly name: string
  readonly base: Model
  readonly steps: readonly RealStep[]
}

/** Stages of one pretraining run, the first one first. */
export interface TrainingRun {
  readonly name: string
  readonly size: string
  readonly stages: readonly Model[]
}

/** Real weights that the cases are made of. */
export interface Material {
  readonly families: readonly TrainedFamily[]
  /** Empty where the ladder is not there. */
  readonly runs: readonly TrainingRun[]
}

const demo = join(import.meta.dirname, '../../models/demo')
const nursery = sharedMaterial('nursery')
const ladder = sharedMaterial('ladder')
const heads: Readonly<Record<string, number>> = { oak: 3, fern: 4, moss: 3 }
/** Before and after a training. */
const trainings = [
  ['oak', 'oak-tales'],
  ['oak', 'oak-sums'],
  ['oak', 'oak-code'],
  ['oak-tales', 'oak-tales-chat'],
  ['oak-sums', 'oak-sums-chat'],
  ['oak-code', 'oak-code-facts'],
  ['fern', 'fern-tales'],
  ['fern', 'fern-sums'],
  ['fern-tales', 'fern-tales-chat'],
  ['moss', 'moss-code'],
  ['moss', 'moss-facts'],
  ['moss-code', 'moss-code-chat'],
] as const

/** The demo models, and what is there of the nursery and the ladder beside the repository. */
export async function caseMaterial(): Promise<Material> {
  const models = new Map<string, Model>()
  for (const name of new Set(trainings.flat())) {
    const isDemo = existsSync(join(demo, `${name}.gguf`))
    // A model that is missing in a nursery that is there is an error: cases would be fewer without a word.
    if (isDemo || nursery.isThere)
      models.set(
        name,
        await modelOfFile(join(isDemo ? demo : nursery.path, `${name}.gguf`), heads[name.split('-')[0]!]!),
      )
  }
  const families = Object.keys(heads).map((name) => ({
    name,
    base: models.get(name)!,
    steps: trainings.flatMap(([before, after]) =>
      before.startsWith(name) && models.has(after) ? [realStep(models.get(before)!, models.get(after)!)] : [],
    ),
  }))
  return { families, runs: ladder.isThere ? await trainingRuns() : [] }
}

async function trainingRuns(): Promise<TrainingRun[]> {
  const runs: TrainingRun[] = []
  for (const size of ['tiny', 'small', 'medium', 'large'])
    for (const name of ['elm', 'ivy', 'reed', 'sage']) {
      const stages: Model[] = []
      for (const steps of [60, 180, 540, 1620])
        stages.push(await modelOfFile(join(ladder.path, `${name}-${size}-${steps}.gguf`), 1))
      runs.push({ name, size, stages })
    }
  return runs
}
