const numeral = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`
const numberPattern = new RegExp(`^${numeral}$`)
/** `98`, `98%`, and several measures of one branch, of which the first counts: `98/97`. */
const labelPattern = new RegExp(`^(${numeral})(?:%|(?:/(?:${numeral})?)+)?$`)
const writtenComment = new RegExp(`^&support=(${numeral})$`)
const plainComment = new RegExp(`^\\s*(${numeral})\\s*%?\\s*$`)
/** Keys by which programs write support in `[&key=value,…]`. */
const annotated = new RegExp(
  `^&(?:.*?,)?!?["']?(?:support|label|posterior|prob|probability|bootstrap)["']?=["']?(${numeral})(?=%?["']?(?:,|$))`,
  'i',
)
/** New Hampshire extended format: `B` is the bootstrap value. */
const extended = new RegExp(`^&&NHX:(?:.*:)?B=(${numeral})(?=:|$)`)

/** The number that a Newick text writes; undefined where it is none or beyond a double. */
export function newickNumber(text: string): number | undefined {
  return numberPattern.test(text) ? finite(text) : undefined
}

/** The support that the plain label of an inner node tells, on the scale of the text; undefined where it is a name. */
export function supportInLabel(label: string): number | undefined {
  return finite(labelPattern.exec(label)?.[1])
}

/** Support in the form of `writeNewick`: a comment that holds nothing else. */
export function supportInWrittenComment(comment: string): number | undefined {
  return finite(writtenComment.exec(comment)?.[1])
}

/**
 * The support that a comment at an inner node tells, as other programs write it: `[98]`, `[&label=98]`,
 * `[&posterior=0.93,height=1]`, `[&&NHX:B=88]`.
 */
export function supportInComment(comment: string): number | undefined {
  const [, value] = plainComment.exec(comment) ?? extended.exec(comment) ?? annotated.exec(comment) ?? []
  return finite(value)
}

function finite(text: string | undefined): number | undefined {
  const value = Number(text)
  return text !== undefined && Number.isFinite(value) ? value : undefined
}
