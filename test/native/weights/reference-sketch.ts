/** A count sketch by its definition, one weight after the other: what the kernel's is held against. */
export function referenceSketch(
  values: ArrayLike<number>,
  key: { readonly first: number; readonly second: number },
  buckets: number,
): Float64Array {
  const sketch = new Float64Array(buckets)
  for (let index = 0; index < values.length; index += 1) {
    const piece = Math.floor(index / 32)
    const within = index % 32
    const signs = mixed(mixed(piece + key.first) + key.second)
    const place = mixed(signs + 0x9e3779b9) >>> 0
    const turned = (within & ~3) | ((within + (place >>> 30)) & 3)
    const bucket = ((place & (buckets - 1) & ~3) + turned) % buckets
    sketch[bucket]! += ((signs >>> (31 - within)) & 1) === 1 ? -values[index]! : values[index]!
  }
  return sketch
}

/** The finalizer of MurmurHash3. */
function mixed(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}
