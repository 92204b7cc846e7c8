import { openEngine } from '../../../engine/engine.ts'
import type { CallInput } from '../../../engine/api/contract.ts'
import { fakeInference } from '../fixtures/fake-inference.ts'

// An engine with a queue that is killed, as by kill -9, when it has been asked for a number of genes.
const [databaseFile, request, genes] = process.argv.slice(2) as [string, string, string]
let evaluated = 0
const engine = await openEngine({
  databaseFile,
  startInference: fakeInference({
    gene: () => {
      evaluated += 1
      if (evaluated === Number(genes)) process.kill(process.pid, 'SIGKILL')
    },
  }).start,
  restartDelays: [1],
})
await engine.call('probes.start', JSON.parse(request) as CallInput<'probes.start'>)
setInterval(() => undefined, 1000)
