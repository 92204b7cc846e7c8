import { expect, test } from 'vitest'
import {
  elbowCoordinates,
  elbowOfVector,
  elbowShape,
  elbowVector,
  lawOfVector,
  lawVector,
  shiftOfVector,
  shiftVector,
} from '../../../core/emergence/search-vectors.ts'

const shift = { shift: 0.3, logExponent: -0.4 }
const elbow = { fewShotElbow: 2.1, ...shift }
const law = { ...elbow, height: 0.25, base: 0.26 }

test('vectors give back the fields that they were made from', () => {
  expect(lawOfVector(lawVector(law))).toEqual(law)
  expect(elbowOfVector(elbowVector(elbow))).toEqual(elbow)
  expect(shiftOfVector(shiftVector(shift))).toEqual(shift)
  expect([lawVector(law).length, elbowVector(elbow).length, shiftVector(shift).length]).toEqual([5, 3, 2])
})

test('the exponent is moved by its logarithm', () => {
  expect(elbowCoordinates({ fewShotElbow: 2, shift: 1, exponent: 1 }).logExponent).toBe(0)
  expect(elbowShape({ fewShotElbow: 2, shift: 1, logExponent: Math.log(0.3) }).exponent).toBeCloseTo(0.3, 12)
})
