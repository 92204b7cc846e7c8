import { fileURLToPath } from 'node:url'

/** What ships with the program: demo models, genomes and benchmarks. */
export const builtInFolder: string = fileURLToPath(new URL('../models/', import.meta.url))
