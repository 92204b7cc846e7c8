import { requiredModel } from '../library/required-model.ts'
import { printable } from '../../core/format/printable.ts'
import type { ModelStore } from '../store/model-store.ts'
import type { GivenScore, ScoreStore } from '../store/score-store.ts'
import { knownModels } from './checked-import.ts'
import type { ImportedModel } from './read-import.ts'

interface Stores {
  readonly scores: ScoreStore
  readonly models: ModelStore
}

/**
 * Stores the scores of a table and what it says of the models; to be done in one transaction. An earlier import of the
 * same scores is written over; what the table does not say of a model stays.
 *
 * @param imported as `checkedImport` gives it
 * @param onStored told how many scores are stored, of how many
 */
export function importScores(
  { scores, models }: Stores,
  fileName: string,
  imported: readonly ImportedModel[],
  matches: readonly { readonly name: string; readonly modelId: string }[],
  onStored: (stored: number, total: number) => void,
): { models: number; newModels: number; scores: number; matched: number } {
  const known = knownModels(scores.table())
  const counts = { models: imported.length, newModels: 0, scores: 0, matched: 0 }
  const wanted = new Map(matches.map(({ name, modelId }) => [name, modelId]))
  const given: GivenScore[] = []
  for (const model of imported) {
    const before = known(model.name)
    const facts = Object.fromEntries(
      (['family', 'parameters', 'tokens', 'flops'] as const).flatMap((key) =>
        model[key] === null ? [] : [[key, model[key]]],
      ),
    )
    const id = before?.id ?? scores.addModel(model.name, facts)
    if (before === undefined) counts.newModels += 1
    else scores.describeModel(id, facts)
    const modelId = wanted.get(model.name)
    if (modelId !== undefined) {
      scores.match(id, requiredModel(models, modelId).id)
      counts.matched += 1
    }
    const common = { scoredModelId: id, source: 'imported' } as const
    for (const { title, benchmark, metric, shots, value, stderr, n } of model.scores) {
      given.push({
        benchmark,
        metric,
        shots,
        value,
        stderr,
        n,
        ...common,
        sourceDetail: `${fileName}, column ${printable(title)}`,
      })
    }
  }
  scores.set(given, (stored) => onStored(stored, given.length))
  counts.scores = given.length
  return counts
}
