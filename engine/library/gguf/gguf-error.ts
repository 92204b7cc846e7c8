/** Why a file cannot be taken as a model. The message stands on its own: what was expected and what was found. */
export class GgufError extends Error {
  override readonly name = 'GgufError'
}
