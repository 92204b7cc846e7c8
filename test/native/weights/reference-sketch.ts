/**
 * A count sketch by its definition, one weight after the other: what the kernel's is held against. `tile`: pieces of 32
 * that have one place.
 */
export function referenceSketch(
  values: ArrayLike<number>,
  key: { readonly first: number; readonly second: number },
  buckets: number,
  tile = 1,
): Float64Array {
  const sketch = new Float64Array(buckets)
  for (let index = 0; index < values.length; index += 1) {
    const piece = Math.floor(index / 32)
    const within = index % 32
    const signs = mixed(mixed(Math.floor(piece / tile) + key.first) + key.second)
    const place = mixed(signs + 0x9e3779b9) >>> 0
    const turned = (within & ~3) | ((within + (place >>> 30)) & 3)
    const bucket = ((place & (buckets - 1) & ~3) + turned) % buckets
    const number = piece % tile
    const choices = mixed(signs + Math.imul((number >> 2) + 1, 0x9e3779b1))
    const pattern = (choices >>> (8 * (number % 4))) & 255
    const isTurned = ((signs >>> (31 - within)) & 1) === 1
    sketch[bucket]! += values[index]! * patternSign(4 * pattern + within) * (isTurned ? -1 : 1)
  }
  return sketch
}

/** Signs repeat with a period of 1024, and turn after half of it. */
function patternSign(at: number): number {
  const sign = mixed((at % 512) + 1) < 0 ? -1 : 1
  return Math.floor(at / 512) % 2 === 0 ? sign : -sign
}

/** The finalizer of MurmurHash3. */
function mixed(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
