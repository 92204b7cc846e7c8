import type { SeededGenerator } from '../../core/random/seeded-generator.ts'
import { seededGenerator } from '../../core/random/seeded-generator.ts'
import { depthOf } from '../../core/lineage/tensor-role.ts'
import { shuffle } from '../../core/random/shuffle.ts'
import { type Rearrangement, rearrangements } from '../engine/fixtures/rearranged-model.ts'
import type { Material, TrainedFamily, TrainingRun } from './material.ts'
import { linearMerge, sphericalMerge, tiesMerge } from './merging.ts'
import type { Model } from './model.ts'
import { largeBlockTypes, quantized, smallBlockTypes, storedAs } from './quantizing.ts'
import { inRowsOf256, rearranged, upcycled, withLayers, withUnits, withVocabulary } from './rebuilding.ts'
import { finetuned, initialised, lowRankAdapted, relativeStep } from './training.ts'

/** How a model came from its parents. */
export type Origin =
  | 'finetune'
  | 'finetune, decay'
  | 'LoRA'
  | 'continued'
  | 'merge, linear'
  | 'merge, SLERP'
  | 'merge, TIES'
  | 'same'
  | `quantization, ${string}`
  | 'depth, pruned'
  | 'depth, repeated'
  | 'width'
  | 'experts'
  | 'vocabulary'
  | 'rearranged'
  | 'rearranged finetune'

/** A model of a case, and what it was made from. */
export interface CaseModel {
  readonly model: Model
  /** Null of one that came from none. */
  readonly origin: Origin | null
  /** Of a finetune: how far it is from its parent, over the length of what their layers hold. */
  readonly step: number | null
  readonly parents: readonly CaseModel[]
}

/** A few models of known descent; ancestors may be missing among them. */
export interface LineageCase {
  readonly kind: string
  /** In no order. */
  readonly models: readonly CaseModel[]
}

type CaseMaker = (material: Material, generator: SeededGenerator, round: number) => readonly CaseModel[] | null

/** Case number `index`, the same at every time; null where the material for it is not there. */
export function lineageCase(material: Material, index: number): LineageCase | null {
  const kinds = Object.keys(makers)
  const kind = kinds[index % kinds.length]!
  const generator = seededGenerator(1000 + index)
  const made = makers[kind]!(material, generator, Math.floor(index / kinds.length))
  if (made === null) return null
  const order = Array.from(made.keys())
  shuffle(order, generator)
  return { kind, models: order.map((place) => made[place]!) }
}

const makers: Readonly<Record<string, CaseMaker>> = {
  finetunes: (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const child = finetune(base, family, generator)
    return withStranger(
      [base, child, finetune(base, family, generator), finetune(child, family, generator)],
      family,
      material,
      generator,
    )
  },
  'a finetune alone': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    return [base, finetune(base, family, generator)]
  },
  'weight decay': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const child = decayed(base, family, generator)
    return generator.integer(2) === 0
      ? [base, child]
      : [base, child, decayed(base, family, generator), decayed(child, family, generator)]
  },
  LoRA: (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const child = adapted(base, family, generator)
    return withStranger([base, child, adapted(base, family, generator)], family, material, generator)
  },
  'LoRA of a finetune': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const child = finetune(base, family, generator)
    return [base, child, adapted(child, family, generator)]
  },
  'children alone': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const children = Array.from({ length: 2 + generator.integer(3) }, () => finetune(base, family, generator))
    return withStranger(children, family, material, generator)
  },
  'continued training': ({ runs }, generator) => {
    if (runs.length === 0) return null
    const run = runs[generator.integer(runs.length)]!
    const stages = continued(run)
    const first = generator.integer(2)
    const models = stages.slice(first, first + 2 + generator.integer(3))
    const others = runs.filter(({ name, size }) => size === run.size && name !== run.name)
    return [...models, founder(others[generator.integer(others.length)]!.stages[generator.integer(4)]!)]
  },
  'two runs': ({ runs }, generator) => {
    if (runs.length === 0) return null
    const run = runs[generator.integer(runs.length)]!
    const others = runs.filter(({ name, size }) => size === run.size && name !== run.name)
    return [...continued(run).slice(1), ...continued(others[generator.integer(others.length)]!).slice(1)]
  },
  'trained apart': ({ runs }, generator) => {
    if (runs.length === 0) return null
    const { size } = runs[generator.integer(runs.length)]!
    return runs.filter((run) => run.size === size).map(({ stages }) => founder(stages[generator.integer(4)]!))
  },
  'other families': ({ families }, generator) =>
    families.map((family) =>
      generator.integer(2) === 0
        ? founder(family.base)
        : founder(finetune(founder(family.base), family, generator).model),
    ),
  initialisations: (material, generator) => {
    const { base } = familyOf(material, generator)
    return [founder(base), ...Array.from({ length: 3 }, () => founder(initialised(base, generator)))]
  },
  'linear merge': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const parents = Array.from({ length: 2 + generator.integer(2) }, () =>
      finetune(base, family, generator, [0.3, 1.5]),
    )
    const raw = parents.map(() => 0.4 + generator.real())
    const total = raw.reduce((sum, value) => sum + value, 0)
    const model = linearMerge(
      parents.map((parent) => parent.model),
      raw.map((value) => value / total),
    )
    const merge: CaseModel = { model, origin: 'merge, linear', step: null, parents }
    return generator.integer(3) === 0 ? [...parents, merge] : [base, ...parents, merge]
  },
  'SLERP merge': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const parents = [finetune(base, family, generator, [0.3, 1.5]), finetune(base, family, generator, [0.3, 1.5])]
    const model = sphericalMerge(parents[0]!.model, parents[1]!.model, 0.25 + 0.5 * generator.real())
    const merge: CaseModel = { model, origin: 'merge, SLERP', step: null, parents }
    return generator.integer(3) === 0 ? [...parents, merge] : [base, ...parents, merge]
  },
  'TIES merge': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const parents = Array.from({ length: 2 + generator.integer(2) }, () =>
      finetune(base, family, generator, [0.5, 1.2]),
    )
    const model = tiesMerge(
      base.model,
      parents.map((parent) => parent.model),
      0.2 + 0.4 * generator.real(),
    )
    return [base, ...parents, { model, origin: 'merge, TIES', step: null, parents }]
  },
  'finetune of a merge': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const parents = [finetune(base, family, generator, [0.5, 1.2]), finetune(base, family, generator, [0.5, 1.2])]
    const merge: CaseModel = {
      model: linearMerge(
        parents.map((parent) => parent.model),
        [0.5, 0.5],
      ),
      origin: 'merge, linear',
      step: null,
      parents,
    }
    return [base, ...parents, merge, finetune(merge, family, generator)]
  },
  quantizations: (material, generator, round) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const types = [0, 1, 2].map((step) => smallBlockTypes[(3 * round + step) % smallBlockTypes.length]!)
    return [base, ...types.map((type) => quantization(base, type)), finetune(base, family, generator)]
  },
  'quantizations in rows of 256': (material, generator, round) => {
    const family = familyOf(material, generator)
    const base = founder(reshaped(family.base))
    const types = [0, 1, 2].map((step) => largeBlockTypes[(3 * round + step) % largeBlockTypes.length]!)
    const child = finetune(founder(family.base), family, generator)
    return [
      base,
      ...types.map((type) => quantization(base, type)),
      { model: inRowsOf256(child.model), origin: 'finetune', step: null, parents: [base] },
    ]
  },
  'mixed quantization': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(reshaped(family.base))
    const [type, better] = (
      [
        ['Q4_K', 'Q6_K'],
        ['Q5_K', 'Q6_K'],
        ['Q3_K', 'Q5_K'],
        ['Q2_K', 'Q4_K'],
      ] as const
    )[generator.integer(4)]!
    return [
      base,
      {
        model: quantized(base.model, type, better),
        origin: `quantization, ${type} mixed`,
        step: null,
        parents: [base],
      },
    ]
  },
  'quantization of a finetune': (material, generator, round) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const child = finetune(base, family, generator)
    const type = smallBlockTypes[round % smallBlockTypes.length]!
    const other = finetune(base, family, generator)
    return [base, child, quantization(child, type), other]
  },
  'quantized finetunes of a model': (material, generator, round) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const type = (['Q8_0', 'Q5_0', 'Q4_0'] as const)[round % 3]!
    const children = [finetune(base, family, generator, [0.5, 1.5]), finetune(base, family, generator, [0.5, 1.5])]
    return [base, ...children.map((child) => quantization(child, type))]
  },
  'types of floats': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(storedAs(family.base, generator.integer(2) === 0 ? 'F32' : 'F16'))
    const copy: CaseModel = { model: storedAs(base.model, 'BF16'), origin: 'same', step: null, parents: [base] }
    return [base, copy, finetune(base, family, generator)]
  },
  'layers removed': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const layers = depthOf(family.base.tensors)
    const order = Array.from({ length: layers }, (_, layer) => layer)
    order.splice(generator.integer(layers), 1)
    return withStranger(
      [base, rebuilt(base, family, 'depth, pruned', generator, (model) => withLayers(model, order))],
      family,
      material,
      generator,
    )
  },
  'layers repeated': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const layers = depthOf(family.base.tensors)
    const all = Array.from({ length: layers }, (_, layer) => layer)
    // Of two layers the second way repeats none.
    const order =
      layers < 3 || generator.integer(2) === 0
        ? all.flatMap((layer) => [layer, layer])
        : [...all.slice(0, -1), ...all.slice(1)]
    return withStranger(
      [base, rebuilt(base, family, 'depth, repeated', generator, (model) => withLayers(model, order))],
      family,
      material,
      generator,
    )
  },
  'units removed': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const [share, areLongest] = [0.5 + 0.4 * generator.real(), generator.integer(2) === 0]
    return withStranger(
      [base, rebuilt(base, family, 'width', generator, (model) => withUnits(model, share, areLongest, generator))],
      family,
      material,
      generator,
    )
  },
  experts: (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    return withStranger(
      [
        base,
        rebuilt(base, family, 'experts', generator, (model) =>
          upcycled(model, 4, 0.05 + 0.2 * generator.real(), generator),
        ),
      ],
      family,
      material,
      generator,
    )
  },
  vocabulary: (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const rows = base.model.tokens.map((_, row) => row)
    const isExtended = generator.integer(2) === 0
    const kept = isExtended ? rows : rows.filter(() => generator.real() < 0.85)
    const model = withVocabulary(base.model, kept, isExtended ? 8 + generator.integer(64) : 0, generator)
    const child: CaseModel = { model, origin: 'vocabulary', step: null, parents: [base] }
    // Before the training, so that the tokens of the finetune are those of the base.
    const trained = finetune(base, family, generator)
    const moved: CaseModel = {
      model: withVocabulary(trained.model, kept, 8, generator),
      origin: 'finetune',
      step: null,
      parents: [base],
    }
    return generator.integer(2) === 0 ? [base, child] : [base, child, moved]
  },
  rearranged: (material, generator, round) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const kinds = Object.keys(rearrangements) as Rearrangement[]
    const chosen = round % (kinds.length + 1) === kinds.length ? kinds : [kinds[round % kinds.length]!]
    return [
      base,
      { model: rearranged(base.model, chosen, generator), origin: 'rearranged', step: null, parents: [base] },
      finetune(base, family, generator),
    ]
  },
  'rearranged finetune': (material, generator) => {
    const family = familyOf(material, generator)
    const base = founder(family.base)
    const child = finetune(base, family, generator)
    const kinds = Object.keys(rearrangements) as Rearrangement[]
    return withStranger(
      [
        base,
        {
          model: rearranged(child.model, kinds, generator),
          origin: 'rearranged finetune',
          step: null,
          parents: [base],
        },
      ],
      family,
      material,
      generator,
    )
  },
}

function founder(model: Model): CaseModel {
  return { model, origin: null, step: null, parents: [] }
}

function familyOf({ families }: Material, generator: SeededGenerator): TrainedFamily {
  return families[generator.integer(families.length)]!
}

/** With a model of the same shape that was never trained, or one of another family. */
function withStranger(
  models: readonly CaseModel[],
  family: TrainedFamily,
  { families }: Material,
  generator: SeededGenerator,
): CaseModel[] {
  const others = families.filter((other) => other !== family)
  const stranger =
    generator.integer(2) === 0 ? initialised(family.base, generator) : others[generator.integer(others.length)]!.base
  return [...models, founder(stranger)]
}

/** From the first to the second, as likely in each doubling. */
function logUniform(generator: SeededGenerator, [least, most]: readonly [number, number]): number {
  return least * (most / least) ** generator.real()
}

function finetune(
  parent: CaseModel,
  { steps }: TrainedFamily,
  generator: SeededGenerator,
  range: readonly [number, number] = [0.05, 1.5],
): CaseModel {
  const strength = logUniform(generator, range)
  const model = finetuned(parent.model, steps, { ...mixture(parent, generator), strength, decay: 0 }, generator)
  return { model, origin: 'finetune', step: relativeStep(parent.model, model), parents: [parent] }
}

/** What children of a base have in common, a child and its own child do not. */
function mixture(
  { parents }: CaseModel,
  generator: SeededGenerator,
): { readonly random: number; readonly common: number } {
  return { random: 0.4 * generator.real(), common: (parents.length === 0 ? 0.4 : 0.08) * generator.real() }
}

function decayed(parent: CaseModel, { steps }: TrainedFamily, generator: SeededGenerator): CaseModel {
  const [strength, decay] = [logUniform(generator, [0.05, 1.5]), logUniform(generator, [0.05, 1])]
  const model = finetuned(parent.model, steps, { ...mixture(parent, generator), strength, decay }, generator)
  return { model, origin: 'finetune, decay', step: relativeStep(parent.model, model), parents: [parent] }
}

function adapted(parent: CaseModel, { steps }: TrainedFamily, generator: SeededGenerator): CaseModel {
  const step = steps[generator.integer(steps.length)]!
  const settings = {
    rank: 2 ** generator.integer(5),
    size: logUniform(generator, [0.01, 0.2]),
    isRandom: generator.integer(2) === 0,
  }
  return {
    model: lowRankAdapted(parent.model, step, settings, generator),
    origin: 'LoRA',
    step: null,
    parents: [parent],
  }
}

function continued({ stages }: TrainingRun): CaseModel[] {
  const models: CaseModel[] = []
  for (const model of stages) {
    const before = models.at(-1)
    models.push(before === undefined ? founder(model) : { model, origin: 'continued', step: null, parents: [before] })
  }
  return models
}

function quantization(parent: CaseModel, type: string): CaseModel {
  return { model: quantizedOnce(parent.model, type), origin: `quantization, ${type}`, step: null, parents: [parent] }
}

/** As it is, or trained a little before: what is taken out is often healed by training. */
function rebuilt(
  parent: CaseModel,
  family: TrainedFamily,
  origin: Origin,
  generator: SeededGenerator,
  change: (model: Model) => Model,
): CaseModel {
  const before = generator.integer(2) === 0 ? parent : finetune(parent, family, generator, [0.05, 0.7])
  return { model: change(before.model), origin, step: null, parents: [parent] }
}

const quantizedBefore = new WeakMap<Model, Map<string, Model>>()

/** The same model for the same weights, so that it is packed and sketched once: some types take long. */
function quantizedOnce(model: Model, type: string): Model {
  const known = quantizedBefore.get(model) ?? new Map<string, Model>()
  quantizedBefore.set(model, known)
  const made = known.get(type) ?? quantized(model, type)
  known.set(type, made)
  return made
}

const reshapedBefore = new WeakMap<Model, Model>()

function reshaped(model: Model): Model {
  const made = reshapedBefore.get(model) ?? inRowsOf256(model)
  reshapedBefore.set(model, made)
  return made
}
