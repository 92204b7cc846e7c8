import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededGenerator } from '../core/random/seeded-generator.ts'
import { bootstrapSupport } from '../core/tree/bootstrap.ts'
import { neighbourTree } from '../core/tree/neighbour-tree.ts'
import { parseNewick } from '../core/tree/newick-parser.ts'
import { writeNewick } from '../core/tree/newick-writer.ts'
import { robinsonFoulds } from '../core/tree/robinson-foulds.ts'
import { median } from '../core/statistics/median.ts'

export interface TreeTime {
  readonly tips: number
  /** Milliseconds, medians: the tree of a matrix in memory and its Newick text. */
  readonly ours: number
  /** quicktree, starting, reading and writing included; null where it is not installed. */
  readonly theirs: number | null
  /** Ours divided by theirs; 1 or less is the goal. */
  readonly ratio: number | null
  /** Splits that only one of the two trees has; 0 is expected. */
  readonly difference: number | null
}

export interface TreeSpeed {
  readonly repeats: number
  readonly trees: readonly TreeTime[]
  /** 100 models, 1,000 replicates. */
  readonly bootstrapMilliseconds: number
  readonly load: { readonly before: readonly number[]; readonly after: readonly number[] }
}

/** Share by which a distance may lie off the length of its path. */
const noise = 0.1

/**
 * Path lengths of a random tree, each off by a little: what distances between models look like. Symmetric, n * n values
 * row by row.
 */
function treeLikeMatrix(n: number, seed: number): Float64Array {
  const generator = seededGenerator(seed)
  const matrix = new Float64Array(n * n)
  const depth = new Float64Array(n)
  let clusters = Array.from({ length: n }, (_, tip) => [tip])
  while (clusters.length > 1) {
    const [left] = clusters.splice(generator.integer(clusters.length), 1) as [number[]]
    const [right] = clusters.splice(generator.integer(clusters.length), 1) as [number[]]
    for (const side of [left, right]) {
      const length = 0.02 + 0.2 * generator.real()
      for (const tip of side) depth[tip]! += length
    }
    for (const i of left)
      for (const j of right)
        matrix[i * n + j] = matrix[j * n + i] = (depth[i]! + depth[j]!) * (1 + noise * (generator.real() - 0.5))
    clusters = [...clusters, [...left, ...right]]
  }
  return matrix
}

/** Times neighbour joining beside quicktree on the same matrices, and a bootstrap. */
export function treeSpeed({
  tips,
  repeats,
  command,
}: {
  readonly tips: readonly number[]
  readonly repeats: number
  readonly command: string
}): TreeSpeed {
  const before = loadavg()
  const folder = mkdtempSync(join(tmpdir(), 'cladescope-bench-'))
  try {
    const hasPeer = spawnSync(command, ['-v'], { stdio: 'ignore' }).error === undefined
    const trees = tips.map((n) => treeTime(n, repeats, hasPeer ? command : undefined, join(folder, `${n}.phy`)))
    return { repeats, trees, bootstrapMilliseconds: bootstrapTime(), load: { before, after: loadavg() } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function treeTime(n: number, repeats: number, command: string | undefined, file: string): TreeTime {
  const matrix = treeLikeMatrix(n, n)
  const names = Array.from({ length: n }, (_, tip) => `t${tip}`)
  const [ours, theirs]: [number[], number[]] = [[], []]
  let newick = ''
  let peerNewick = ''
  writeFileSync(
    file,
    `${n}\n${names.map((name, tip) => `${name} ${Array.from(matrix.subarray(tip * n, (tip + 1) * n), (value) => value.toFixed(12)).join(' ')}\n`).join('')}`,
  )
  for (let repeat = 0; repeat < repeats; repeat++) {
    let start = performance.now()
    newick = writeNewick(neighbourTree(matrix, names))
    ours.push(performance.now() - start)
    if (command === undefined) continue
    start = performance.now()
    const { status, stdout, stderr } = spawnSync(command, ['-in', 'm', '-out', 't', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    })
    theirs.push(performance.now() - start)
    if (status !== 0) throw new Error(`${command} ended with ${String(status)}: ${stderr}`)
    peerNewick = stdout
  }
  const ourMedian = median(ours)
  if (command === undefined) return { tips: n, ours: ourMedian, theirs: null, ratio: null, difference: null }
  const peer = median(theirs)
  return {
    tips: n,
    ours: ourMedian,
    theirs: peer,
    ratio: ourMedian / peer,
    difference: robinsonFoulds(parseNewick(newick), parseNewick(peerNewick)).distance,
  }
}

/** Replicates differ by noise of their own, as those of genes do. */
function bootstrapTime(): number {
  const n = 100
  const matrix = treeLikeMatrix(n, 1)
  const names = Array.from({ length: n }, (_, tip) => `t${tip}`)
  const generator = seededGenerator(2)
  const replicate = matrix.slice()
  const start = performance.now()
  bootstrapSupport({
    geneCount: 1,
    replicates: 1000,
    seed: 1,
    treeOf: () => {
      for (let i = 0; i < n; i++)
        for (let j = 0; j < i; j++)
          replicate[i * n + j] = replicate[j * n + i] = matrix[i * n + j]! * (1 + noise * (generator.real() - 0.5))
      return neighbourTree(replicate, names)
    },
  })
  return performance.now() - start
}
