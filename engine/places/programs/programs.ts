import { gpt4all } from './gpt4all.ts'
import { huggingFace } from './hugging-face.ts'
import { jan } from './jan.ts'
import { llamaCpp } from './llama-cpp.ts'
import { lmStudio } from './lm-studio.ts'
import { ollama } from './ollama.ts'
import type { Program } from './program.ts'

/** The programs whose models are looked for, in the order in which a model that several have is named. */
export const programs: readonly Program[] = [huggingFace, llamaCpp, lmStudio, ollama, jan, gpt4all]
