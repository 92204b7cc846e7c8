import { ApiError } from '../api/api-error.ts'

/**
 * Does what reads files in a thread, where errors lose their class: one that has nothing to do with the program is an
 * ApiError.
 */
export async function inWordsOfReader<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RangeError) throw error
    throw new ApiError('failed', error instanceof Error ? error.message : String(error))
  }
}
