import { requiredModel } from '../library/required-model.ts'
import { ApiError } from '../api/contract.ts'
import type { Context } from '../context.ts'
import { proposeMatches } from '../scores/match-models.ts'
import { knownSpelling } from '../../core/model/spelling.ts'
import { removeKeeping } from '../removals/remove.ts'
import { onScale, scaleProblem, storedShares } from '../scores/stored-scale.ts'
import { conflictNote, libraryFamilies } from '../library/library-families.ts'
import { withFamilies } from '../scores/table-with-families.ts'
import { tableWithRemarks } from '../scores/table-with-remarks.ts'
import type { StoredScoredModel } from '../store/score-store.ts'
import type { Handlers } from './handlers.ts'
import { named, operationOf } from './operation-of.ts'

type ScoreCalls = Exclude<Extract<keyof Handlers, `scores.${string}`>, 'scores.measure'>

export function scoreHandlers(context: Context): Pick<Handlers, ScoreCalls> {
  const { scores, models, connection, events, storing } = context
  const required = (id: string): StoredScoredModel => {
    const model = scores.model(id)
    if (model === undefined) throw new ApiError('not-found', `There is no scored model with the id ${id}.`)
    return model
  }
  const inTransaction = (task: () => void): void => {
    connection.transaction(task).immediate()
    events.emit('scores.changed', {})
  }
  const nameInLibrary = (modelId: string): string => models.get(modelId)?.name ?? modelId

  return {
    'scores.table': () => tableWithRemarks(context),
    'scores.set': ({ model, scale, ...given }) => {
      const stored = scores.table()
      const benchmark =
        knownSpelling(
          given.benchmark,
          stored.scores.map((score) => score.benchmark),
        ) ?? given.benchmark
      const problem =
        scale === undefined
          ? scaleProblem(benchmark, given.metric, given.value, storedShares(stored.scores).get(benchmark))
          : null
      if (problem !== null)
        throw new ApiError('invalid', `The scale is not clear: ${problem}. Nothing was stored.`, 'scale')
      if (scale !== undefined && scale !== 'raw' && Math.abs(onScale(given.value, scale)) > 1) {
        throw new ApiError(
          'invalid',
          `Expected ${scale === 'percent' ? 'percent, at most 100' : 'a fraction, at most 1'}, found ${String(given.value)}.`,
          'scale',
        )
      }
      const [value, stderr] = [given.value, given.stderr].map((number) =>
        number === null ? null : onScale(number, scale ?? 'raw'),
      )
      const name =
        knownSpelling(
          model,
          stored.models.flatMap((known) => [known.name, ...known.aliases]),
        ) ?? model
      let id = ''
      inTransaction(() => {
        const scoredModelId = scores.byName(name)?.id ?? scores.addModel(name)
        id = scores.set([
          {
            ...given,
            benchmark,
            value: value!,
            stderr: stderr ?? null,
            scoredModelId,
            n: null,
            source: 'typed',
            sourceDetail: '',
          },
        ])
      })
      return { ...scores.score(id)!, remarks: [] }
    },
    'scores.remove': async ({ scoreId, group }) => {
      const answer = await removeKeeping(context, { kind: 'score', id: scoreId, group })
      events.emit('scores.changed', {})
      return answer
    },
    'scores.describeModel': ({ scoredModelId, name, aliases, family, ...facts }) => {
      const model = required(scoredModelId)
      for (const wanted of [...(name === undefined ? [] : [name]), ...(aliases ?? [])]) {
        const homonym = scores.byName(wanted)
        if (homonym !== undefined && homonym.id !== scoredModelId) {
          throw new ApiError(
            'conflict',
            `${JSON.stringify(wanted)} names another scored model, ${homonym.name}. Names and aliases are unique.`,
          )
        }
      }
      inTransaction(() => {
        const shown = name ?? model.name
        scores.setAliases(
          model.id,
          [...new Set(aliases ?? model.aliases)].filter((alias) => alias !== shown),
        )
        scores.renameModel(model.id, shown)
        scores.describeModel(model.id, withoutAbsent(model.modelId === null ? { ...facts, family } : facts))
        // A model has one family. That of a model of the library is stated there.
        if (model.modelId !== null && family !== undefined) models.setFamily([model.modelId], family)
      })
      if (family !== undefined) events.emit('families.changed', {})
      return withFamilies(context, [required(scoredModelId)])[0]!
    },
    'scores.removeModel': async ({ scoredModelId, group }) => {
      const answer = await removeKeeping(context, { kind: 'scored model', id: scoredModelId, group })
      events.emit('scores.changed', {})
      return answer
    },
    'scores.previewImport': ({ columns, ...source }) => storing.run('scores.preview', { source, columns }),
    'scores.import': ({ columns, matches, operation, ...source }) =>
      operationOf(context, operation, 'scores', async ({ signal, onProgress }) => {
        const counts = await storing.run('scores.import', { source, columns, matches }, signal, named(onProgress))
        events.emit('scores.changed', {})
        events.emit('families.changed', {})
        const note = conflictNote(libraryFamilies(context).conflicts)
        return note === undefined ? counts : { ...counts, notes: [note] }
      }),
    'scores.proposeMatches': () => {
      const table = scores.models()
      const matched = new Set(table.flatMap(({ modelId }) => (modelId === null ? [] : [modelId])))
      // A library model's own scored model, made when it was measured, may give way to a published one.
      const namedByModel = new Set(
        table
          .filter((model) => model.modelId !== null && model.name === nameInLibrary(model.modelId))
          .map(({ modelId }) => modelId),
      )
      const library = models.list().filter(({ id }) => !matched.has(id) || namedByModel.has(id))
      return proposeMatches(
        table.filter(({ modelId }) => modelId === null),
        library,
      ).map(({ scored, model, reason }) => ({
        scoredModelId: scored.id,
        scoredModelName: scored.name,
        modelId: model.id,
        modelName: model.name,
        reason,
      }))
    },
    'scores.match': ({ matches }) => {
      for (const { scoredModelId, modelId } of matches) {
        required(scoredModelId)
        if (modelId !== null) requiredModel(models, modelId)
      }
      inTransaction(() => {
        for (const { scoredModelId, modelId } of matches) scores.match(scoredModelId, modelId)
      })
      events.emit('families.changed', {})
      return withFamilies(
        context,
        matches.flatMap(({ scoredModelId }) => scores.model(scoredModelId) ?? []),
      )
    },
  }
}

/** Fields that are given, without those that are undefined. */
function withoutAbsent<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
