import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mapScene } from '../../../core/layout/map-scene.ts'
import { textWidth } from '../../../core/scene/lettering.ts'
import type { Shape, TextShape } from '../../../core/scene/scene.ts'

function textsOf(shape: Shape): readonly TextShape[] {
  if (shape.kind === 'text') return [shape]
  return shape.kind === 'group' ? shape.shapes.flatMap(textsOf) : []
}

function sceneOf(places: readonly (readonly [x: number, y: number])[], width = 560, height = 300) {
  return mapScene({
    title: 'Map',
    description: '',
    width,
    height,
    points: places.map(([x, y], index) => ({ name: `model-${index}`, x, y, spread: null, group: null })),
    unit: 'distance',
    level: 0.9,
    otherwise: 'see the table',
  })
}

/** The names on the map, which stand before all other texts, and how many are said to be left out. */
function namesIn(places: readonly (readonly [number, number])[], width?: number, height?: number) {
  const texts = sceneOf(places, width, height).shapes.flatMap(textsOf)
  const left = Number(
    /^(\d+) names? without room: see the table$/.exec(
      texts.map(({ text }) => text).find((text) => text.includes('without room')) ?? '',
    )?.[1] ?? 0,
  )
  return { names: texts.filter(({ text }) => text.startsWith('model-')), left }
}

const boxOf = ({ x, y, text, anchor = 'start', size }: TextShape) => {
  const length = textWidth(text, size)
  const left = anchor === 'start' ? x : anchor === 'end' ? x - length : x - length / 2
  return { left, right: left + length, top: y - 7, bottom: y + 7 }
}

const place = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))

test('every name is written or counted as left out, none over another and none outside', () => {
  fc.assert(
    fc.property(fc.array(place, { minLength: 3, maxLength: 60 }), (places) => {
      const { names, left } = namesIn(places)
      expect(names.length + left).toBe(places.length)
      const boxes = names.map(boxOf)
      for (const [index, box] of boxes.entries()) {
        expect(box.left).toBeGreaterThanOrEqual(0)
        expect(box.right).toBeLessThanOrEqual(560)
        for (const other of boxes.slice(index + 1))
          expect(
            box.right <= other.left + 1e-9 ||
              other.right <= box.left + 1e-9 ||
              box.bottom <= other.top + 1e-9 ||
              other.bottom <= box.top + 1e-9,
          ).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})

test('of two models at one point, and of five near one another, each has its name', () => {
  expect(
    namesIn([
      [0, 0],
      [0, 0],
      [4, 3],
    ]),
  ).toMatchObject({ names: { length: 3 }, left: 0 })
  expect(
    namesIn([
      [0, 0],
      [0.1, 0],
      [0, 0.1],
      [0.1, 0.1],
      [0.05, 0.05],
      [9, 9],
    ]),
  ).toMatchObject({ names: { length: 6 }, left: 0 })
})

test('a hundred at one point are not all named, and the map says how many are not', () => {
  const { names, left } = namesIn([...Array.from({ length: 100 }, () => [0, 0] as const), [5, 5]])
  expect(names.length).toBeGreaterThan(8)
  expect(left).toBe(101 - names.length)
  expect(left).toBeGreaterThan(0)
})
