import { openEngine } from '../../engine/engine.ts'
import type { CallInput } from '../../engine/api/contract.ts'
import { watchedInference } from './fixtures/watched-inference.ts'

// An engine that is killed, as by kill -9, once it has stored a number of genes. Reports the pid of its inference process first.
const [databaseFile, request, genes] = process.argv.slice(2) as [string, string, string]
const engine = await openEngine({
  databaseFile,
  startInference: watchedInference(
    (count) => {
      if (count === Number(genes)) process.kill(process.pid, 'SIGKILL')
    },
    (inference) => {
      process.stdout.write(`${String(inference.pid)}\n`)
    },
  ),
})
await engine.call('probes.start', JSON.parse(request) as CallInput<'probes.start'>)
