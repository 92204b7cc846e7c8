import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { cacheFolder } from '../cache-folder.ts'

/** Where Node keeps the code that it has compiled; one folder for all processes and threads of the program. */
export function codeCache(): string {
  return join(cacheFolder(), 'code')
}

/**
 * Lets this process, its threads and the processes that it starts take code that was compiled before: without it every
 * start compiles some 500 files anew. Where the user has named a folder, or switched the cache off, that is left so.
 */
export function keepCompiledCode(): void {
  // Threads and processes read the variable; this process has read it already.
  process.env['NODE_COMPILE_CACHE'] ??= codeCache()
  enableCompileCache(process.env['NODE_COMPILE_CACHE'])
}
