import type { ModelPlace, ModelStore, StoredModel } from '../store/model-store.ts'
import { GgufError } from './gguf/gguf-error.ts'
import { headerFacts } from './gguf/header-facts.ts'
import { readGgufHeader } from './gguf/header-reader.ts'
import { placesNow } from './model-places.ts'

/**
 * Reads the vocabularies of models that were added before their digests were kept, where headers at their paths still
 * say the same.
 */
export async function readVocabularies(models: ModelStore): Promise<void> {
  for (const model of models.list()) {
    if (model.vocabularyDigest !== null) continue
    for (const { place } of await placesNow(model)) {
      const digest = await readDigest(model, place)
      if (digest === null) continue
      models.setVocabularyDigest(model.id, digest)
      break
    }
  }
}

async function readDigest(model: StoredModel, place: ModelPlace): Promise<string | null> {
  try {
    const headers = []
    for (const { path } of place.files) headers.push(await readGgufHeader(path))
    const { parameters, architecture, vocabularySize, declaredName, vocabularyDigest } = headerFacts(headers)
    const isSame =
      parameters === model.parameters &&
      architecture === model.architecture &&
      vocabularySize === model.vocabularySize &&
      declaredName === model.declaredName
    return isSame ? vocabularyDigest : null
  } catch (error) {
    // A file that is gone or unreadable says nothing of its vocabulary; whoever wants to load it is told why.
    if (error instanceof GgufError) return null
    throw error
  }
}
