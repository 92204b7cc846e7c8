import { openEngine } from '../../engine/engine.ts'
import type { CallInput } from '../../engine/api/contract.ts'
import { watchedInference } from './fixtures/watched-inference.ts'

// An engine that is killed, as by kill -9, once it has stored a number of genes or items. Reports the pid of its
// inference process first.
const [databaseFile, request, pieces, call = 'probes.start'] = process.argv.slice(2) as [
  string,
  string,
  string,
  ('probes.start' | 'scores.measure')?,
]
const engine = await openEngine({
  databaseFile,
  startInference: watchedInference(
    (count) => {
      if (count === Number(pieces)) process.kill(process.pid, 'SIGKILL')
    },
    (inference) => {
      process.stdout.write(`${String(inference.pid)}\n`)
    },
  ),
})
await engine.call(call, JSON.parse(request) as CallInput<'probes.start'> & CallInput<'scores.measure'>)
