import { expect, test } from 'vitest'
import type { ImportPreview } from '../../../engine/api/scores-contract.ts'
import { importedModelsText } from '../../../renderer/views/scores/imported-models-text.ts'

type Model = ImportPreview['models'][number]
const added: Model = { name: 'a', scoredModelId: null, modelId: null, modelName: null, reason: null }
const known: Model = { ...added, scoredModelId: '1' }
const matched: Model = { ...known, modelId: 'm', modelName: 'moss', reason: 'matched' }
const proposed: Model = { ...added, modelId: 'n', modelName: 'fern', reason: 'name' }

test.each([
  [[], 'The table names no model yet.'],
  [[added, added], '2 models: all new; none has the name of a model of the library.'],
  [[added], '1 model: new; none has the name of a model of the library.'],
  [[added, known, known], '3 models: 1 new and 2 known already; none has the name of a model of the library.'],
  [
    [matched, known],
    '2 models: all known already; 1 matched with the library before; no other has the name of a model of the library.',
  ],
  [[added, proposed], '2 models: all new; 1 may be a model of the library (unmark what is not):'],
  [
    [matched, proposed, proposed],
    '3 models: 2 new and 1 known already; 1 matched with the library before; 2 may be models of the library (unmark what is not):',
  ],
])('%#', (models, text) => {
  expect(importedModelsText(models)).toBe(text)
})
