import type { RefusedKind } from '../../../core/model/file-kind.ts'
import { refusedText } from '../../../core/model/refused-advice.ts'

/**
 * Why a file cannot be taken as a model, and what it is. The message stands on its own: what was expected and what was
 * found, or what the file is, and then what to do, which is the usual advice for the kind where none is given.
 */
export class GgufError extends Error {
  override readonly name = 'GgufError'
  readonly kind: RefusedKind
  /** The message without what to do. */
  readonly reason: string
  readonly advice: string | undefined

  constructor(reason: string, kind: RefusedKind = 'damaged', advice?: string) {
    super(refusedText(kind, reason, advice))
    this.kind = kind
    this.reason = reason
    this.advice = advice
  }
}
