import type { RefusedKind } from './file-kind.ts'

const notForText =
  'It is left out of a folder: choose the file itself (on the command line by its name, or the folder with --embeddings).'
const languageModel = 'Add the language model that it belongs to instead.'
const causalModel = 'Add a causal language model instead, which writes a text from its beginning on.'
const newerProgram = 'Use a newer version of Cladescope, or another conversion of the model.'

/** What to do about a file that is not taken into the library, by what it is. */
export const refusedAdvice: Readonly<Record<RefusedKind, string>> = {
  embedding: notForText,
  reranker: notForText,
  projector: languageModel,
  adapter: 'Merge it into its base model first, as llama-export-lora of llama.cpp does.',
  'control-vector': languageModel,
  'importance-matrix': languageModel,
  vocabulary: 'Add the file that holds the weights instead.',
  encoder: causalModel,
  'encoder-decoder': causalModel,
  'non-causal': causalModel,
  diffusion: causalModel,
  'draft-head': languageModel,
  speech: causalModel,
  image: causalModel,
  unknown: newerProgram,
  download: 'Download it to the end, or again.',
  'missing-part': 'Download what is missing, then add the model again.',
  format: 'Convert it to GGUF, as convert_hf_to_gguf.py of llama.cpp does, or take a GGUF file of it.',
  damaged: 'Download it again, or convert it again.',
  'dangling-link': 'Let the link lead to the file, or add the file where it lies now.',
  'no-file': 'Add a regular file, or the folder that holds it.',
  unreadable: 'See to it that it is there and may be read, then add it again.',
  'no-model': 'Choose the folder that holds the models; their names end in .gguf.',
}

/** Why a file is left out, and what to do: as usual for its kind where no advice is given that fits better. */
export function refusedText(kind: RefusedKind, reason: string, advice = refusedAdvice[kind]): string {
  return `${reason} ${advice}`
}

/** A file that is left out, for the reader; see `refusedText`. */
export function refusal<Kind extends RefusedKind>(
  path: string,
  kind: Kind,
  reason: string,
  advice?: string,
): { path: string; kind: Kind; reason: string } {
  return { path, kind, reason: refusedText(kind, reason, advice) }
}
