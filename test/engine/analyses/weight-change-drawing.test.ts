import { expect, test } from 'vitest'
import { readMarkTitle } from '../../../core/scene/mark-title.ts'
import type { GroupShape, Shape } from '../../../core/scene/scene.ts'
import {
  weightChangeDrawing,
  weightChangeReading,
  weightChangeTable,
} from '../../../engine/analyses/weight-change-drawing.ts'
import type { WeightsCompared } from '../../../engine/api/contract.ts'

const change = (relativeDistance: number) => ({
  elements: 4096,
  squaredDistance: relativeDistance ** 2,
  squaredDistanceError: 0.01,
  relativeDistance,
  relativeDistanceError: 0.001,
  cosine: 0.99,
  cosineError: 0.0004,
})

const tensor = (
  name: string,
  layer: number | null,
  kind: WeightsCompared['tensors'][number]['kind'],
  relativeDistance: number | null,
): WeightsCompared['tensors'][number] => ({
  name,
  layer,
  rightLayer: layer,
  kind,
  leftDimensions: [64, 64],
  rightDimensions: relativeDistance === null ? [64, 32] : [64, 64],
  leftType: 'F16',
  rightType: 'Q4_0',
  change: relativeDistance === null ? null : change(relativeDistance),
  sampledRows: null,
})

const compared: WeightsCompared = {
  left: { modelId: 'a', name: 'oak', architecture: 'llama', quantization: 'F16' },
  right: { modelId: 'b', name: 'oak-Q4_0', architecture: 'llama', quantization: 'Q4_0' },
  tensors: [
    tensor('token_embd.weight', null, 'vocabulary', 0.1),
    tensor('blk.0.attn_norm.weight', 0, 'vector', 0),
    tensor('blk.0.attn_q.weight', 0, 'matrix', 0.2),
    tensor('blk.1.attn_q.weight', 1, 'matrix', 0.4),
    tensor('blk.1.ffn_up.weight', 1, 'matrix', null),
  ],
  layers: [],
  matrices: change(0.3),
  vectors: null,
  onlyLeft: [],
  onlyRight: [],
  matched: null,
  remarks: [],
}

const cells = (shapes: readonly Shape[]): GroupShape[] =>
  shapes.flatMap((shape) => (shape.kind !== 'group' ? [] : shape.title === undefined ? cells(shape.shapes) : [shape]))

test('each tensor has its cell: roles by rows, layers by columns, the most changed one darkest', () => {
  const scene = weightChangeDrawing(compared, 700)
  const drawn = cells(scene.shapes)
  expect(drawn.map(({ title }) => readMarkTitle(title!).name)).toEqual(compared.tensors.map(({ name }) => name))
  const rects = drawn.map(({ shapes }) => shapes.find((shape) => shape.kind === 'rect')!)
  const [embedding, norm, first, second, other] = rects
  expect([embedding, norm, first, second, other].map((rect) => rect!.fill)).toEqual([
    'shade-16',
    'shade-0',
    'shade-32',
    'shade-63',
    'surface',
  ])
  expect(first!.y).toBe(second!.y)
  expect(second!.x).toBe(other!.x)
  expect([embedding!.x, first!.x, second!.x]).toEqual([embedding!.x, first!.x, second!.x].toSorted((a, b) => a - b))
  // Embeddings, matrices, vectors from above.
  expect([embedding!.y, first!.y, other!.y, norm!.y]).toEqual(
    [embedding!.y, first!.y, other!.y, norm!.y].toSorted((a, b) => a - b),
  )
  expect(readMarkTitle(drawn[4]!.title!).facts[0]).toEqual(['Not compared', 'shapes 64 × 64 and 64 × 32'])
})

test('its tables have a row for each tensor', () => {
  expect(weightChangeTable(compared).rows).toHaveLength(5)
  expect(weightChangeTable(compared).rows[3]!.slice(0, 9)).toEqual([
    'blk.1.attn_q.weight',
    1,
    1,
    'matrix',
    'F16',
    'Q4_0',
    4096,
    0.4,
    0.001,
  ])
  expect(weightChangeReading(compared).rows[4]).toEqual(['blk.1.ffn_up.weight', 'F16, Q4_0', 'other shape', '–'])
})

test('equal weights are drawn without a change', () => {
  const same = { ...compared, tensors: [tensor('blk.0.attn_q.weight', 0, 'matrix', 0)] }
  const [cell] = cells(weightChangeDrawing(same, 700).shapes)
  expect(cell!.shapes[0]).toMatchObject({ fill: 'shade-0' })
})

test('of models whose units stand otherwise the rows of matched units are drawn, and all is in the tables', () => {
  const matched: NonNullable<WeightsCompared['matched']> = {
    units: 120,
    sampledUnits: 128,
    relativeDistance: 0.05,
    relativeDistanceError: 0.003,
    floor: 0.002,
    inPlaceDistance: 1.4,
    attention: { matrices: 2, mostChange: 0.001 },
    haveSameLengths: false,
    growth: null,
    matrices: [0, 1].flatMap((layer) =>
      ['ffn_gate', 'ffn_up'].map((role) => ({
        name: `blk.${layer}.${role}.weight`,
        left: layer,
        right: layer,
        units: 60,
        relativeDistance: role === 'ffn_up' ? 0.06 : 0.04,
        relativeDistanceError: 0.004,
      })),
    ),
  }
  const scene = weightChangeDrawing({ ...compared, matched }, 600)
  const drawn = cells(scene.shapes).map(({ title }) => readMarkTitle(title!))
  expect(drawn.map(({ name }) => name)).toEqual(matched.matrices.map(({ name }) => `${name}, rows of matched units`))
  expect(Object.fromEntries(drawn[1]!.facts)).toEqual({
    'Relative distance': '0.060 ± 0.004',
    'Matched hidden units': '60',
  })
  expect(scene.description).toContain('120 of 128 sampled hidden units')
  expect(scene.description).toContain('0.050 ± 0.003, 0.30 of all matrices in place')
  const table = weightChangeTable({ ...compared, matched })
  expect(table.rows).toHaveLength(compared.tensors.length + 4)
  expect(table.rows.every((row) => row.length === table.columns.length)).toBe(true)
  expect(weightChangeReading({ ...compared, matched }).rows[0]).toEqual([
    'blk.0.ffn_gate.weight, rows of 60 matched units',
    '–',
    '0.040 ± 0.004',
    '–',
  ])
})
