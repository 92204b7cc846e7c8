/** A file that is no genome: what was expected and what was found. */
export class GenomeError extends Error {
  override readonly name = 'GenomeError'
}
