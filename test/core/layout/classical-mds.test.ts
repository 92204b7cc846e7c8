import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classicalScaling } from '../../../core/layout/classical-mds.ts'
import { flatDistances } from '../tree/flat-distances.ts'

/** Not Euclidean: two of its eigenvalues are below 0. */
const distances = [
  [0, 0.3, 5.14, 3.57, 4.75, 4.13, 1.92],
  [0.3, 0, 3.68, 1.13, 2.86, 2.28, 2.12],
  [5.14, 3.68, 0, 3.29, 1.9, 2.86, 6],
  [3.57, 1.13, 3.29, 0, 2.68, 2.44, 1.77],
  [4.75, 2.86, 1.9, 2.68, 0, 1.22, 3.1],
  [4.13, 2.28, 2.86, 2.44, 1.22, 0, 2.6],
  [1.92, 2.12, 6, 1.77, 3.1, 2.6, 0],
]

const between = (left: readonly number[], right: readonly number[]): number =>
  Math.hypot(...left.map((value, axis) => value - right[axis]!))

describe('classicalScaling', () => {
  it('is what cmdscale of R 4.2 gives, up to the sign of an axis', () => {
    const { points, eigenvalues, explained, stress } = classicalScaling(flatDistances(distances), 2)
    const [x, y] = [0, 1].map((axis) => points.map((point) => point[axis]!))
    const expectedX = [
      -2.3481364876646, -0.831783387981, 3.1178583843632, -0.0754017087245, 1.5992244961555, 0.8339764365421,
      -2.2957377326907,
    ]
    const expectedY = [
      1.611747747658, 0.864525006205, 1.237473846033, -0.292504677794, -1.070754115929, -0.977836791088,
      -1.372651015085,
    ]
    x!.forEach((value, index) => expect(value).toBeCloseTo(expectedX[index]!, 9))
    y!.forEach((value, index) => expect(value).toBeCloseTo(expectedY[index]!, 9))
    const expected = [24.455782315, 8.94888477058, 3.06352025523, 0.58047278524, 0, -1.27536679649, -6.06000761523]
    eigenvalues.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 8))
    expect(explained).toBeCloseTo(0.752627998636, 11)
    expect(stress).toBeCloseTo(0.208621850636, 11)
  })

  it('law: points of the plane come back with their distances, without stress', () => {
    const coordinate = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 }), (plane) => {
        const given = plane.map((one) => plane.map((other) => between(one, other)))
        const { points, stress } = classicalScaling(flatDistances(given), 2)
        points.forEach((point, i) =>
          points.forEach((other, j) => expect(Math.abs(between(point, other) - given[i]![j]!)).toBeLessThan(1e-5)),
        )
        expect(stress).toBeLessThan(1e-5)
      }),
    )
  })

  it('of models that are all the same is one point, without stress', () => {
    const { points, stress, explained } = classicalScaling(new Float64Array(9), 2)
    expect(points).toEqual([0, 1, 2].map(() => [0, 0]))
    expect([stress, explained]).toEqual([0, 1])
  })

  it('of fewer models than axes has axes of 0', () => {
    expect(classicalScaling(Float64Array.of(0, 2, 2, 0), 2).points.map(([, y]) => y)).toEqual([0, 0])
  })

  it('refuses what is no square', () => {
    expect(() => classicalScaling(new Float64Array(8), 2)).toThrow('expected a square number of them, found 8')
  })
})
