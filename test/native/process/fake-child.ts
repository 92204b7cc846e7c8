/**
 * A stand-in for the inference process. How it greets is chosen by FAKE_CHILD, what it does with a model by the model's
 * path, what it does with a gene by the gene's text, what it does with an item by the context of its first choice.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { encodeGeneResult } from '../../../core/population/population-codec.ts'
import { protocolVersion } from '../../../native/process/messages.ts'

interface Request {
  readonly type: string
  readonly id: number
  readonly path: string
  readonly genes: readonly { readonly index: number; readonly text: string }[]
  readonly items: readonly { readonly index: number; readonly choices: readonly { readonly context: string }[] }[]
}

const mode = process.env['FAKE_CHILD'] ?? 'greet'
const send = (message: unknown): void => void process.send!(message)
const environment = {
  source: 'fake',
  library: 'none',
  build: 'none',
  backend: 'cpu',
  device: 'none',
  precision: 'file',
  keyType: 'F16',
  valueType: 'F16',
  flashAttention: false,
  batchTokens: 1,
  threads: 1,
  sequences: 1,
  system: process.env['NODE_OPTIONS'] ?? 'clean',
}
const record = encodeGeneResult({
  alleles: [{ text: 'abcd', end: false, p: 1 }],
  residue: [],
  unresolved: 0,
  bound: 0,
  logLikelihood: -1,
  tokens: 1,
  bytes: 1,
  nodes: 1,
  evaluatedTokens: 1,
  cap: 'none',
  nextTokens: [],
})
/** The same with a log-likelihood of 1, which cannot be. */
const likelier = record.map((byte, at) => (byte === 0xbf && record[at + 1] === 0 ? 0x3f : byte))

async function load({ id, path }: Request): Promise<void> {
  send({ type: 'load-progress', id, fraction: 0.5 })
  if (path === 'hang') return
  if (path === 'junk') send({ type: 'nonsense' })
  else if (path === 'strange') send({ type: 'probed', id })
  else if (path === 'other request') send({ type: 'alive', id: id + 100 })
  else if (path === 'infinite')
    send({
      type: 'loaded',
      id,
      model: { environment, trainContextTokens: Infinity, vocabularySize: 1, loadMilliseconds: 1 },
    })
  else if (path === 'refuse')
    send({ type: 'failed', id, failure: 'corrupt-file', message: 'expected GGUF, found PK', genes: [] })
  else if (path === 'assert') {
    process.stderr.write('loading\nggml.c:12: GGML_ASSERT(tensor->ne[0] > 0) failed\n', () => process.abort())
  } else
    send({
      type: 'loaded',
      id,
      model: { environment, trainContextTokens: 10, vocabularySize: 20, loadMilliseconds: 1 },
    })
}

async function probe({ id, genes }: Request): Promise<void> {
  send({ type: 'opened', id, genes: genes.map((gene) => gene.index) })
  for (const { index, text } of genes) {
    if (text === 'die') {
      process.stderr.write('last words\n', () => process.kill(process.pid, 'SIGKILL'))
      return
    }
    if (text === 'hang') return
    if (text === 'slow') {
      for (let turn = 0; turn < 8; turn++) {
        await wait(100)
        send({ type: 'alive', id })
      }
    }
    if (text.startsWith('refuse')) {
      const refusal = { type: 'refused', id, index, failure: 'text-too-long', message: `gene ${index}: too long` }
      send(refusal)
      if (text === 'refuse twice') send(refusal)
      continue
    }
    if (text !== 'skip')
      send({
        type: 'gene',
        id,
        index,
        record: text === 'cut' ? record.subarray(0, 9) : text === 'impossible' ? likelier : record,
      })
    if (text === 'twice') send({ type: 'gene', id, index, record })
  }
  send({ type: 'progress', id, genes: genes.length, nodes: genes.length })
  send({ type: 'probed', id })
}

function score({ id, items }: Request): void {
  for (const { index, choices } of items) {
    const mode = choices[0]!.context
    if (mode === 'hang') return
    if (mode === 'die') {
      process.stderr.write('last words\n', () => process.kill(process.pid, 'SIGKILL'))
      return
    }
    const one = { logProbabilities: [-1, -0.25], greedy: true, cutTokens: 0 }
    const wrong: Record<string, object> = {
      empty: { logProbabilities: [] },
      positive: { logProbabilities: [0.5] },
      infinite: { logProbabilities: [-Infinity] },
    }
    const scored = choices.map(() => ({ ...one, ...wrong[mode] }))
    if (mode !== 'skip') send({ type: 'item', id, index, choices: mode === 'fewer' ? scored.slice(1) : scored })
    if (mode === 'twice') send({ type: 'item', id, index, choices: scored })
  }
  send({ type: 'scored', id })
}

process.on('message', (message) => {
  const request = message as Request
  if (request.type === 'load') void load(request)
  else if (request.type === 'probe') void probe(request)
  else if (request.type === 'score') score(request)
  else if (request.type === 'abort') send({ type: 'aborted', id: request.id })
  else if (request.type === 'close' && mode !== 'stubborn') process.exit(0)
})
process.on('disconnect', () => process.exit(1))
if (mode === 'stubborn') process.on('SIGTERM', () => undefined)

if (mode === 'exit') process.stderr.write('cannot start\n', () => process.exit(3))
else if (mode === 'junk') send('hello')
else if (mode === 'other version') send({ type: 'hello', protocol: 99, build: 'future', pid: process.pid })
else if (mode !== 'mute') send({ type: 'hello', protocol: protocolVersion, build: 'fake', pid: process.pid })
