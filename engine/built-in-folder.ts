import { fileURLToPath } from 'node:url'
import { unpackedPath } from '../native/unpacked-path.ts'

/** What ships with the program: demo models, genomes and benchmarks. llama.cpp opens the models by their paths. */
export const builtInFolder: string = unpackedPath(fileURLToPath(new URL('../models/', import.meta.url)))
