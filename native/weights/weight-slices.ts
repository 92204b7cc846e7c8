import { open } from 'node:fs/promises'

/** What the reading before has left: filling new ones with zeros takes as long as reading into them. */
const spare: Uint8Array[] = []

function buffer(bytes: number): Uint8Array {
  const index = spare.findIndex(({ length }) => length >= bytes)
  return index < 0 ? new Uint8Array(bytes) : spare.splice(index, 1)[0]!
}

/**
 * The bytes of a part of a file in slices of at most `most`, in order. While one is worked on, the next is read; no
 * more than the two are held, and a slice is good until the next one is asked for. Throws where the file ends before.
 */
export async function* weightSlices(
  path: string,
  offset: number,
  bytes: number,
  most: number,
): AsyncGenerator<Uint8Array, void> {
  const handle = await open(path, 'r')
  const buffers = [buffer(Math.min(most, bytes)), buffer(Math.min(most, Math.max(0, bytes - most)))]
  const read = async (number: number): Promise<Uint8Array> => {
    const from = number * most
    const slice = buffers[number % 2]!.subarray(0, Math.min(most, bytes - from))
    for (let filled = 0; filled < slice.length; ) {
      const { bytesRead } = await handle.read(slice, filled, slice.length - filled, offset + from + filled)
      if (bytesRead === 0)
        throw new Error(`expected ${bytes} bytes at ${offset} of ${path}, found its end after ${from + filled}`)
      filled += bytesRead
    }
    return slice
  }
  let next: Promise<Uint8Array> | undefined
  try {
    const count = Math.ceil(bytes / most)
    if (count > 0) next = read(0)
    for (let number = 0; number < count; number += 1) {
      const slice = await next!
      next = number + 1 < count ? read(number + 1) : undefined
      // Whoever leaves in the midst does not wait for the slice that fails.
      next?.catch(() => undefined)
      yield slice
    }
  } finally {
    await next?.catch(() => undefined)
    spare.splice(0, Infinity, ...buffers)
    await handle.close()
  }
}
