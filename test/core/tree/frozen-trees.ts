import { readdirSync, readFileSync } from 'node:fs'

export interface FrozenTrees {
  readonly file: string
  readonly names: string[]
  readonly matrix: number[][]
  readonly trees: { method: 'nj' | 'upgma'; program: string; version: string; newick: string }[]
}

const folder = new URL('../../fixtures/trees/', import.meta.url)

/** Matrices with the trees that other programs made from them (test/fixtures/trees/README.md). */
export function frozenTrees(): FrozenTrees[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, ...JSON.parse(readFileSync(new URL(file, folder), 'utf8')) }) as FrozenTrees)
}
