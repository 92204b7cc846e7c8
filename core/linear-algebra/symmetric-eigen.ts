import { plural } from '../format/quantity.ts'

/** Eigenvalues in descending order, and for each its eigenvector of length 1; signs of vectors are arbitrary. */
export interface SymmetricEigen {
  readonly values: readonly number[]
  /** `vectors[k]` belongs to `values[k]`. */
  readonly vectors: readonly (readonly number[])[]
}

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, Matrix
 * Computations, section 8.5). Every rotation zeroes one pair of entries off the diagonal; sweeps go on until all are
 * below 1e-17 times the Frobenius norm. Cost is cubic in the size per sweep, with five to ten sweeps: meant for
 * matrices up to a few hundred rows.
 *
 * @param matrix square and symmetric; only the upper triangle is read
 * @throws RangeError where the matrix is not square or holds a value that is not finite
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const size = matrix.length
  const work = matrix.map((row, i) => {
    if (row.length !== size)
      throw new RangeError(`Eigenvalues: expected ${plural(size, 'column')} in row ${i}, found ${row.length}`)
    return row.map((_, j) => (i <= j ? row[j]! : matrix[j]![i]!))
  })
  let norm = 0
  for (const row of work) for (const value of row) norm += value * value
  if (!Number.isFinite(norm)) throw new RangeError('Eigenvalues: expected finite entries, found others')
  const negligible = 1e-17 * Math.sqrt(norm)
  const vectors = work.map((_, i) => work.map((__, j) => (i === j ? 1 : 0)))

  for (let sweep = 0; sweep < 60; sweep++) {
    let rotated = false
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(work[p]![q]!) <= negligible) continue
        rotate(work, vectors, p, q)
        rotated = true
      }
    }
    if (!rotated) break
  }
  const order = work.map((_, i) => i).sort((i, j) => work[j]![j]! - work[i]![i]!)
  return { values: order.map((i) => work[i]![i]!), vectors: order.map((i) => vectors[i]!) }
}

/** Rotates rows and columns p and q such that the entry (p, q) becomes 0; `vectors` holds the eigenvectors as rows. */
function rotate(work: number[][], vectors: number[][], p: number, q: number): void {
  const rowP = work[p]!
  const rowQ = work[q]!
  const ratio = (rowQ[q]! - rowP[p]!) / (2 * rowP[q]!)
  // The smaller root of t^2 + 2 t ratio - 1 = 0: a rotation by at most 45 degrees, which is what makes the method
  // converge.
  const tangent = (ratio >= 0 ? 1 : -1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio))
  const cosine = 1 / Math.sqrt(1 + tangent * tangent)
  const sine = tangent * cosine
  for (const row of work) {
    const atP = row[p]!
    const atQ = row[q]!
    row[p] = cosine * atP - sine * atQ
    row[q] = sine * atP + cosine * atQ
  }
  rotateRows(rowP, rowQ, cosine, sine)
  rowP[q] = 0
  rowQ[p] = 0
  rotateRows(vectors[p]!, vectors[q]!, cosine, sine)
}

function rotateRows(rowP: number[], rowQ: number[], cosine: number, sine: number): void {
  for (let j = 0; j < rowP.length; j++) {
    const atP = rowP[j]!
    const atQ = rowQ[j]!
    rowP[j] = cosine * atP - sine * atQ
    rowQ[j] = sine * atP + cosine * atQ
  }
}
