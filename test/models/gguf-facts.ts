/** What the tests of the shipped models need from a GGUF file, read independently of the product's own reader. */
export interface GgufFacts {
  readonly strings: ReadonlyMap<string, string>
  readonly tokens: readonly string[]
  /** Elements over all tensors. */
  readonly parameters: number
  /** Elements per tensor type number. */
  readonly elementsByType: ReadonlyMap<number, number>
}

const numberBytes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]

/** Reads a little-endian GGUF file of version 3 that is trusted to be whole. */
export function ggufFacts(file: Buffer): GgufFacts {
  if (file.toString('latin1', 0, 4) !== 'GGUF') throw new Error('expected a file that begins with GGUF')
  let at = 8
  const uint32 = () => file.readUInt32LE((at += 4) - 4)
  const uint64 = () => Number(file.readBigUInt64LE((at += 8) - 8))
  const text = () => {
    const length = uint64()
    return file.toString('utf8', at, (at += length))
  }
  const tensors = uint64()
  const entries = uint64()
  const strings = new Map<string, string>()
  let tokens: string[] = []
  for (let entry = 0; entry < entries; entry++) {
    const key = text()
    const type = uint32()
    if (type === 8) strings.set(key, text())
    else if (type === 9) {
      const of = uint32()
      const length = uint64()
      const values: string[] = []
      for (let item = 0; item < length; item++) {
        if (of === 8) values.push(text())
        else at += numberBytes[of] ?? Number.NaN
      }
      if (key === 'tokenizer.ggml.tokens') tokens = values
    } else at += numberBytes[type] ?? Number.NaN
  }
  const elementsByType = new Map<number, number>()
  let parameters = 0
  for (let tensor = 0; tensor < tensors; tensor++) {
    text()
    let elements = 1
    for (let dimensions = uint32(); dimensions > 0; dimensions--) elements *= uint64()
    const type = uint32()
    uint64()
    parameters += elements
    elementsByType.set(type, (elementsByType.get(type) ?? 0) + elements)
  }
  return { strings, tokens, parameters, elementsByType }
}
