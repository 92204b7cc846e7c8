import { keepCompiledCode } from '../native/process/code-cache.ts'
import { listenWhileLoading } from './early-interruption.ts'

listenWhileLoading(process.argv.slice(2))
keepCompiledCode()
// Only what is imported from here on is taken from the cache.
const { runAndExit } = await import('./run-command-line.ts')
await runAndExit(process.argv.slice(2))
