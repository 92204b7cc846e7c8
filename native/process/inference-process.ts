/** Entry of an inference process: one model, driven by messages. Started by `startInference`, never by hand. */
import { openSource } from './open-source.ts'
import { type ChildProcess, parentPort } from './parent-port.ts'
import { serveInference } from './serve-inference.ts'

// Nothing of the model is worth an orderly end once the parent is gone, and an orderly end can wait for a running
// batch.
const port = parentPort(process as ChildProcess, () => process.kill(process.pid, 'SIGKILL'))

// Ctrl-C reaches the whole group of processes; when this one ends is for the parent to say.
process.on('SIGINT', () => undefined)

serveInference({
  port,
  openSource,
  exit: (code) => process.exit(code),
  log: (line) => process.stderr.write(`${line}\n`),
})
