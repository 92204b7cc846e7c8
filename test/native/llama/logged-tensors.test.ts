import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loggedTensorTypes } from '../../../native/llama/logged-tensors.ts'
import { openDirectSource } from '../../../native/source/open-direct-source.ts'
import { withMetadata } from '../../engine/fixtures/edit-gguf.ts'
import { uint32Entry } from '../../engine/fixtures/gguf-writer.ts'

test('types are read where the loader counts tensors', () => {
  expect(
    loggedTensorTypes([
      'llama_model_loader: - kv   0: general.type str = model',
      'llama_model_loader: - type  f32:    9 tensors',
      'llama_model_loader: - type q4_0:   20 tensors',
      'load_tensors: loading model tensors',
    ]),
  ).toEqual(['f32', 'q4_0'])
})

const files = { quantized: 'oak-Q4_0', float: 'oak' }
const fileTypes = { F16: 1, Q4_0: 2 }

test.each([
  ['quantized', 'F16', false],
  ['float', 'Q4_0', true],
] as const)('%s tensors under the file type %s: float weights %s', async (tensors, said, floatWeights) => {
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-types-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const model = readFileSync(new URL(`../../../models/demo/${files[tensors]}.gguf`, import.meta.url))
  const file = join(folder, 'model.gguf')
  writeFileSync(file, withMetadata(model, [uint32Entry('general.file_type', fileTypes[said])]))
  const opened = await openDirectSource(file, { gpu: 'off', threads: 1, longestText: 99 })
  await opened.source.close()
  expect(opened.floatWeights).toBe(floatWeights)
})
