import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelObservation } from '../../../core/scaling/model-observation.ts'
import { readObservations, readTarget } from '../../../core/scaling/observation-table.ts'
import type { ScoredModel } from '../../../core/scaling/scaling-fit.ts'
import { readCsv } from '../../../engine/tables/read-csv.ts'
import { sharedMaterial } from '../../shared-material.ts'

/** The results published with "Observational Scaling Laws" (arXiv 2405.10938); they are no part of the project. */
const { path: folder, isThere, absence: why } = sharedMaterial('data/observational-scaling')

export const published = isThere
export const absence = why

export const benchmarks = ['MMLU', 'ARC-C', 'HellaSwag', 'Winograd', 'TruthfulQA', 'GSM8K', 'XWinograd', 'HumanEval']

/** The 21 families that the laws are fitted to. */
const families = new Set([
  'Llama-2',
  'Llama',
  'Llama-3',
  'Qwen1.5',
  'Qwen',
  'Mistral',
  'Mixtral',
  'Yi',
  'Gemma',
  'Falcon',
  'Phi',
  'Pythia',
  'BLOOM',
  'GPT-Neo/J',
  'OPT',
  'MPT',
  'XGLM',
  'CodeLlama',
  'StarCoder',
  'StarCoder2',
  'DeepSeek-Coder',
])

/** Models of these families that came later and were only predicted. */
const laterModels = new Set(['Qwen/Qwen1.5-110B', 'mistralai/Mixtral-8x22B-v0.1', 'mistralai/Mistral-Nemo-Base-2407'])

/** True for the 77 models that may be trained on. */
export function isBase({ model, family }: ModelObservation): boolean {
  return families.has(family) && !laterModels.has(model)
}

/** Ids of the models that may not be trained on. */
export function later(models: readonly ModelObservation[]): string[] {
  return models.filter((model) => !isBase(model)).map(({ id }) => id)
}

export function fileOf(name: string): string {
  return join(folder, name)
}

export function allModels(metrics: readonly string[]): readonly ModelObservation[] {
  return readObservations(readCsv(readFileSync(fileOf('base_llm_benchmark_eval.csv'), 'utf8')), metrics)
}

export function scoredModels(metrics: readonly string[], file: string, target: string): ScoredModel[] {
  const scores = readTarget(readCsv(readFileSync(fileOf(file), 'utf8')), target)
  return allModels(metrics).flatMap((model) => {
    const score = scores.get(model.model)
    return score === undefined ? [] : [{ ...model, score }]
  })
}
