import type { RefusedKind } from '../../../core/model/file-kind.ts'

/**
 * Why a file cannot be taken as a model, and what it is. The message stands on its own: what was expected and what was
 * found, or what the file is and what to add instead.
 */
export class GgufError extends Error {
  override readonly name = 'GgufError'
  readonly kind: RefusedKind

  constructor(message: string, kind: RefusedKind = 'damaged') {
    super(message)
    this.kind = kind
  }
}
