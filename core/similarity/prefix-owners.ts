import type { SharedGene } from './shared-gene.ts'

/**
 * What the models have at each prefix of a gene, for those only that have anything there: an allele or residue that
 * begins with it. Of ten thousand prefixes and more a model has one in ten.
 */
export interface PrefixOwners {
  /** Where the entries of each prefix begin; one more at the end. */
  readonly starts: Int32Array
  /** Per entry the model; rising within a prefix. */
  readonly model: Int32Array
  /** Largest probability of an allele that begins with the prefix. */
  readonly top: Float64Array
  /** Residue at the prefix. */
  readonly residue: Float64Array
  /** The most residue that can fall on one allele together with what falls on the prefix, from longer prefixes only. */
  readonly below: Float64Array
  /** Largest `top` of all models, per prefix. */
  readonly topOfAll: Float64Array
}

export function prefixOwners({ models, prefixCount, above, under }: SharedGene): PrefixOwners {
  const count = new Int32Array(prefixCount + 1)
  const topOfAll = new Float64Array(prefixCount)
  const [top, residue, below] = [
    new Float64Array(prefixCount),
    new Float64Array(prefixCount),
    new Float64Array(prefixCount),
  ]
  const isTouched = new Uint8Array(prefixCount)
  const lists = models.map(({ alleles, mass, prefixes, residue: masses }) => {
    top.fill(0)
    residue.fill(0)
    below.fill(0)
    isTouched.fill(0)
    for (let index = 0; index < alleles.length; index += 1) {
      const x = under[alleles[index]!]!
      if (mass[index]! > top[x]!) top[x] = mass[index]!
      isTouched[x] = 1
    }
    for (let own = 0; own < prefixes.length; own += 1) {
      residue[prefixes[own]!] = masses[own]!
      isTouched[prefixes[own]!] = 1
    }
    const places = new Int32Array(prefixCount)
    let found = 0
    // Longer prefixes before shorter ones: what lies below is complete.
    for (let x = prefixCount - 1; x >= 0; x -= 1) {
      if (isTouched[x] === 0) continue
      places[found] = x
      found += 1
      count[x + 1]! += 1
      if (top[x]! > topOfAll[x]!) topOfAll[x] = top[x]!
      if (x === 0) break
      const over = above[x]!
      isTouched[over] = 1
      if (top[x]! > top[over]!) top[over] = top[x]!
      const through = residue[x]! + below[x]!
      if (through > below[over]!) below[over] = through
    }
    const at = places.subarray(0, found)
    return { at, top: valuesAt(top, at), residue: valuesAt(residue, at), below: valuesAt(below, at) }
  })
  for (let x = 0; x < prefixCount; x += 1) count[x + 1]! += count[x]!
  const entries = count[prefixCount]!
  const owners = {
    starts: count.slice(),
    model: new Int32Array(entries),
    top: new Float64Array(entries),
    residue: new Float64Array(entries),
    below: new Float64Array(entries),
    topOfAll,
  }
  lists.forEach((list, model) => {
    for (let index = 0; index < list.at.length; index += 1) {
      const entry = count[list.at[index]!]!
      count[list.at[index]!] = entry + 1
      owners.model[entry] = model
      owners.top[entry] = list.top[index]!
      owners.residue[entry] = list.residue[index]!
      owners.below[entry] = list.below[index]!
    }
  })
  return owners
}

function valuesAt(values: Float64Array, places: Int32Array): Float64Array {
  const found = new Float64Array(places.length)
  for (let index = 0; index < places.length; index += 1) found[index] = values[places[index]!]!
  return found
}

/** Per allele the models that have it and how much, models rising. */
export interface AlleleOwners {
  readonly starts: Int32Array
  readonly model: Int32Array
  readonly mass: Float64Array
}

export function alleleOwners({ models, alleleCount }: SharedGene): AlleleOwners {
  const count = new Int32Array(alleleCount + 1)
  for (const { alleles } of models)
    for (let index = 0; index < alleles.length; index += 1) count[alleles[index]! + 1]! += 1
  for (let allele = 0; allele < alleleCount; allele += 1) count[allele + 1]! += count[allele]!
  const owners = {
    starts: count.slice(),
    model: new Int32Array(count[alleleCount]!),
    mass: new Float64Array(count[alleleCount]!),
  }
  models.forEach(({ alleles, mass }, model) => {
    for (let index = 0; index < alleles.length; index += 1) {
      const at = count[alleles[index]!]!
      count[alleles[index]!] = at + 1
      owners.model[at] = model
      owners.mass[at] = mass[index]!
    }
  })
  return owners
}
