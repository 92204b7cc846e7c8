import { expect, test } from 'vitest'
import { tensorRole } from '../../../core/lineage/tensor-role.ts'

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
