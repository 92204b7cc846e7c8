import { expect, test } from 'vitest'
import { depthOf, isMatrix, tensorRole } from '../../../core/lineage/tensor-role.ts'

test.each([
  ['blk.3.ffn_up.weight', 3, 'ffn_up.weight'],
  ['blk.0.attn_q.bias', 0, 'attn_q.bias'],
  ['blk.127.ffn_gate_exps.weight', 127, 'ffn_gate_exps.weight'],
  ['token_embd.weight', null, 'token_embd.weight'],
  ['blk.x.ffn_up.weight', null, 'blk.x.ffn_up.weight'],
  ['blk.3.', null, 'blk.3.'],
])('%s is of layer %s and has the role %s', (name, layer, role) => {
  expect(tensorRole(name)).toEqual({ layer, role })
})

test.each([
  [0, ['token_embd.weight', 'output.weight']],
  [1, ['blk.0.ffn_up.weight', 'token_embd.weight']],
  [4, ['blk.3.ffn_up.weight', 'blk.0.ffn_up.weight', 'blk.3.attn_q.weight']],
])('the depth is %d with the tensors %j', (depth, names) => {
  expect(depthOf(names.map((name) => ({ name })))).toBe(depth)
})

test.each([
  [[4], false],
  [[4, 1], false],
  [[1, 1, 1], false],
  [[4, 1, 3], true],
  [[2, 2], true],
])('dimensions %j are those of a matrix: %s', (dimensions, matrix) => {
  expect(isMatrix(dimensions)).toBe(matrix)
})
