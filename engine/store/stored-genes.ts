import type { Connection } from './connection.ts'

/** The genes of a probe that are done, in order, each with the checksum of its record: what a comparison rests on. */
export interface StoredGenes {
  readonly indices: Int32Array
  readonly checksums: Float64Array
}

export function storedGenes(connection: Connection, probeId: number): StoredGenes {
  const rows = connection
    .prepare<[number], [index: number, checksum: number]>(
      'SELECT gene_index, content_checksum FROM gene_results WHERE probe_id = ? ORDER BY gene_index',
    )
    .raw()
    .all(probeId)
  return {
    indices: Int32Array.from(rows, ([index]) => index),
    checksums: Float64Array.from(rows, ([, checksum]) => checksum),
  }
}

/** Whether all of some genes are still there as they were; others may have come. */
export function areStillThere(genes: StoredGenes, now: StoredGenes): boolean {
  let at = 0
  return genes.indices.every((gene, index) => {
    while (at < now.indices.length && now.indices[at]! < gene) at += 1
    return now.indices[at] === gene && now.checksums[at] === genes.checksums[index]
  })
}
