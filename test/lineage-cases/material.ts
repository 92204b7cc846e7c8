import { join } from 'node:path'
import { demoFolder, type KnownModel, knownModels } from '../known-descent.ts'
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

const nursery = sharedMaterial('nursery')
const ladder = sharedMaterial('ladder')

/** The models of the nursery (without it, of the demo), and what is there of the ladder beside the repository. */
export async function caseMaterial(): Promise<Material> {
  const known = knownModels(nursery.isThere ? nursery.path : demoFolder)
  const models = new Map<string, Model>()
  for (const { name, path, kind } of known)
    if (kind === 'base' || kind === 'finetune') models.set(name, await modelOfFile(path))
  const founderOf = ({ name, parents }: KnownModel): string =>
    parents.length === 0 ? name : founderOf(known.find((model) => model.name === parents[0])!)
  const families = known
    .filter(({ kind }) => kind === 'base')
    .map(({ name }) => ({
      name,
      base: models.get(name)!,
      steps: known
        .filter((model) => model.kind === 'finetune' && founderOf(model) === name)
        .map((model) => realStep(models.get(model.parents[0]!)!, models.get(model.name)!)),
    }))
  return { families, runs: ladder.isThere ? await trainingRuns() : [] }
}

async function trainingRuns(): Promise<TrainingRun[]> {
  const runs: TrainingRun[] = []
  for (const size of ['tiny', 'small', 'medium', 'large'])
    for (const name of ['elm', 'ivy', 'reed', 'sage']) {
      const stages: Model[] = []
      for (const steps of [60, 180, 540, 1620])
        stages.push(await modelOfFile(join(ladder.path, `${name}-${size}-${steps}.gguf`)))
      runs.push({ name, size, stages })
    }
  return runs
}
