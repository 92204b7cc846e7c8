import { expect, test } from 'vitest'
import { fileName } from '../../../renderer/figure/download.ts'

test('file names hold letters, digits, dots and dashes only', () => {
  expect(fileName(['tree', 'my genome/2', 'nj'], 'svg')).toBe('tree-my-genome-2-nj.svg')
  expect(fileName(['../..'], 'csv')).toBe('figure.csv')
})
