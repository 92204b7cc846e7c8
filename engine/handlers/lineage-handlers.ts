import { requiredModel } from '../library/required-model.ts'
import { compareSketches } from '../../core/lineage/compare-sketches.ts'
import { rearrangedUnits } from '../../core/lineage/rearranged-units.ts'
import type { TensorSketch } from '../../core/lineage/tensor-sketch.ts'
import { lineageFrom } from '../analyses/lineage.ts'
import { weightRemarks } from '../analyses/weight-remarks.ts'
import { ApiError } from '../api/contract.ts'
import type { Remark } from '../api/remark-contract.ts'
import type { Context } from '../context.ts'
import { declaredParents } from '../lineage/declared-parents.ts'
import { sketchModels } from '../lineage/sketch-models.ts'
import type { StoredModel } from '../store/model-store.ts'
import type { Handlers } from './handlers.ts'
import { operationOf } from './operation-of.ts'

export function lineageHandlers(
  context: Context,
): Pick<Handlers, 'lineage.sketch' | 'lineage.sketched' | 'lineage.compare'> {
  const required = (id: string): StoredModel => requiredModel(context.models, id)
  const wholeSketch = ({ id, name }: StoredModel): readonly TensorSketch[] => {
    const whole = context.sketches.whole(id)
    if (whole !== null) return whole
    const { byPosition, tensors } = context.sketches.of(id)
    throw new ApiError(
      'not-found',
      `The weights of ${name} are not sketched: expected ${tensors === null ? 'sketches of its tensors' : `sketches of ${String(tensors)} tensors`}, found ${String(byPosition.size)}.`,
    )
  }
  const shown = ({ id: modelId, name, architecture, quantization }: StoredModel) => ({
    modelId,
    name,
    architecture,
    quantization,
  })
  /** On a parent that one of two models declares and that is the other one. */
  const remarksOnDeclared = async (
    models: readonly StoredModel[],
    sketches: readonly (readonly TensorSketch[])[],
  ): Promise<Remark[]> => {
    const declared = declaredParents(models)
    if (declared.length === 0) return []
    const pair = {
      modelIds: models.map(({ id }) => id),
      names: models.map(({ name }) => name),
      architectures: models.map(({ architecture }) => architecture),
      sketchesOf: (id: string) => sketches[models.findIndex((model) => model.id === id)] ?? null,
      sameFunction: [],
      declaredParents: declared,
      families: [],
      remarks: [],
    }
    const work = { progress: () => undefined, giveTurn: () => Promise.resolve() }
    return (await lineageFrom(pair, {}, work)).remarks
  }
  return {
    'lineage.sketch': ({ modelIds, operation }) =>
      operationOf(context, operation, 'bytes', async (options) => {
        const models = [...new Set(modelIds)].map(required)
        let isAnyMade = false
        try {
          return { models: await sketchModels(context, models, options, () => (isAnyMade = true)) }
        } finally {
          if (isAnyMade) context.events.emit('sketches.changed', {})
        }
      }),
    'lineage.sketched': () => ({ modelIds: [...context.sketches.wholeIds()] }),
    'lineage.compare': async ({ left: leftId, right: rightId }) => {
      const left = required(leftId)
      const right = required(rightId)
      const sketches = [wholeSketch(left), wholeSketch(right)] as const
      const change = compareSketches(...sketches)
      const matched = rearrangedUnits(...sketches)
      const compared = {
        left: shown(left),
        right: shown(right),
        ...change,
        tensors: change.tensors.map((tensor) => ({
          ...tensor,
          leftDimensions: [...tensor.leftDimensions],
          rightDimensions: [...tensor.rightDimensions],
        })),
        layers: [...change.layers],
        onlyLeft: [...change.onlyLeft],
        onlyRight: [...change.onlyRight],
        matched: matched === null ? null : { ...matched, matrices: [...matched.matrices] },
      }
      const remarks = [...weightRemarks(compared), ...(await remarksOnDeclared([left, right], sketches))]
      return { ...compared, remarks }
    },
  }
}
