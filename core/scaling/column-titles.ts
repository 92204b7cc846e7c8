/** What a column tells of a model itself. */
export type ModelProperty = 'model' | 'family' | 'size' | 'tokens' | 'flops'

export interface DescribedProperty {
  readonly property: ModelProperty
  /** What one unit of the column is in the units of `ModelObservation`. */
  readonly unit: number
}

interface Measured {
  readonly property: 'size' | 'tokens' | 'flops'
  /** Title without its unit. */
  readonly title: RegExp
  /** One thing counted, in the units of `ModelObservation`. */
  readonly unitSize: number
  /**
   * Units in which one of it may be told, beside powers of ten; undefined: a column without a unit counts single
   * things.
   */
  readonly units: Readonly<Record<string, number>>
  /** True where a title without a unit says nothing of what is counted. */
  readonly needsUnit?: RegExp
}

const stage = String.raw`(?:pre[ -]?)?train(?:ing|ed)?`
const counts: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  thousands: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  millions: 1e6,
  b: 1e9,
  bn: 1e9,
  billion: 1e9,
  billions: 1e9,
  t: 1e12,
  tn: 1e12,
  trillion: 1e12,
  trillions: 1e12,
}
const operations: Readonly<Record<string, number>> = {
  flop: 1,
  flops: 1,
  gflop: 1e9,
  gflops: 1e9,
  tflop: 1e12,
  tflops: 1e12,
  pflop: 1e15,
  pflops: 1e15,
  eflop: 1e18,
  eflops: 1e18,
  zflop: 1e21,
  zflops: 1e21,
  yflop: 1e24,
  yflops: 1e24,
  'pf-days': 8.64e19,
  'petaflop/s-days': 8.64e19,
  'petaflop-days': 8.64e19,
}

const measured: readonly Measured[] = [
  {
    property: 'size',
    title:
      /^(?:# ?|n |no\.? of |num(?:ber of)? |total |model )*(?:size|params?|parameters?|parameter count|param count)$/,
    unitSize: 1e-9,
    units: counts,
    needsUnit: /size$/,
  },
  {
    property: 'tokens',
    title: new RegExp(
      `^(?:# ?|n |no\\.? of |num(?:ber of)? |total |${stage} )*(?:tokens?|token count|data size|dataset size|tokens seen)$`,
    ),
    unitSize: 1e-12,
    units: { ...counts, token: 1, tokens: 1 },
    needsUnit: /size$/,
  },
  {
    property: 'flops',
    title: new RegExp(`^(?:# ?|n |total |estimated |${stage} )*(?:compute|flops?)$`),
    unitSize: 1e-21,
    units: operations,
    needsUnit: /compute$/,
  },
]

const modelTitle = /^(?:model|name|model name)$/
const familyTitle = /^(?:model )?family$/

/** Titles, without their unit, of columns that tell of a model but score nothing. */
const scorelessTitle = new RegExp(
  '^(?:(?:model|release|released|publication|published|submission|upload(?: to hub)?|created|updated|last|hub|max|base|eval|weight|training|' +
    'pretraining|number of|num|n|active|total|context|embedding|hidden|vocab|vocabulary|batch|co2|co₂|energy)[ ])*' +
    '(?:year|years|month|day|date|dates|time|timestamp|released?|publication|published|created|updated|id|ids|idx|index|rank|ranking|position|row|' +
    'url|link|licen[cs]e|likes|❤️|downloads|stars|context|length|window|layers?|heads?|dim|width|depth|vocab|vocabulary|sha|hash|revision|precision|' +
    'architecture|type|organi[sz]ation|country|author|authors|price|cost|emissions?|hardware|gpus?|version|size|params?|parameters?|tokens?|' +
    'data|compute|flops?|epochs?|steps?|name|fullname|flagged|moe|generation|available on the hub|merged|seed|citations?)$' +
    '|^unnamed: ?\\d+$|^#$',
)

/**
 * The property of a model that a column of this title gives, in a unit that it says; undefined for a column that may
 * score it.
 */
export function describedProperty(title: string): DescribedProperty | undefined {
  const { base, unit } = titleParts(title)
  if (unit === undefined && modelTitle.test(base)) return { property: 'model', unit: 1 }
  if (unit === undefined && familyTitle.test(base)) return { property: 'family', unit: 1 }
  for (const { property, title: named, unitSize, units, needsUnit } of measured) {
    if (!named.test(base)) continue
    if (unit === undefined) return needsUnit?.test(base) === true ? undefined : { property, unit: unitSize }
    const factor = Object.hasOwn(units, unit) ? units[unit] : powerOfTen(unit)
    return factor === undefined ? undefined : { property, unit: Number((factor * unitSize).toPrecision(12)) }
  }
  return undefined
}

/**
 * True for a title that tells of a model and does not score it: years, dates, ids, ranks, sizes, compute and their
 * like.
 */
export function describesModel(title: string): boolean {
  if (describedProperty(title) !== undefined) return true
  return scorelessTitle.test(titleParts(title).base)
}

/** A title in lower case with single spaces, without what stands in brackets at its end; that without "in". */
function titleParts(title: string): { readonly base: string; readonly unit: string | undefined } {
  const plain = title
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, ' ')
  const [, before, within] = /^(.*?) ?[([]([^()[\]]*)[)\]]$/.exec(plain) ?? []
  const [, named, said] = /^(.*?),? in ([a-z/-]+)$/.exec(plain) ?? []
  if (before !== undefined) return { base: withoutSign(before), unit: within!.trim().replace(/^in /, '') }
  return named === undefined ? { base: withoutSign(plain), unit: undefined } : { base: withoutSign(named), unit: said }
}

/** `#Params` is `params`. A lone `#` stays. */
function withoutSign(base: string): string {
  return base.trim().replace(/^#\s*(?=\S)/, '')
}

function powerOfTen(unit: string): number | undefined {
  const [, exponent] = /^(?:1e|10\^|e)\+?(\d{1,2})(?: ?flops?| ?params?| ?tokens?)?$/.exec(unit) ?? []
  return exponent === undefined ? undefined : Number(`1e${exponent}`)
}
