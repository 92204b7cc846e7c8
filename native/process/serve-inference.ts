import { setTimeout as wait } from 'node:timers/promises'
import { expandGenes, type ThreadedSource } from '../expansion/expand-genes.ts'
import { isNoiseGene, measureNoise, wholeDistribution } from '../source/engine-noise.ts'
import { scoreItems } from '../scoring/score-items.ts'
import type { NextTokenScores, SourceText } from '../source/logit-source.ts'
import { describeFailure } from './describe-failure.ts'
import { type FromChild, type FromParent, fromParent, protocolVersion } from './messages.ts'
import type { ModelSource, OpenSource } from './open-source.ts'

/** The parent as an inference process sees it. */
export interface ParentPort {
  send(message: FromChild): void
  onMessage(listener: (message: unknown) => void): void
}

export interface ServeOptions {
  readonly port: ParentPort
  readonly openSource: OpenSource
  /** Ends the process. */
  readonly exit: (code: number) => void
  /** Writes one line for people; never stdout. */
  readonly log: (line: string) => void
}

/** Signs of life are sent at most this often, in milliseconds. */
const aliveInterval = 250
/** llama.cpp's log lines arrive a moment after the call that caused them has failed. */
const logDelay = 100
const logLines = 40

/** The same source, telling when texts are opened and whenever something was evaluated. */
function watched(
  source: ThreadedSource,
  onOpen: (texts: readonly SourceText[]) => void,
  onRoot: (text: SourceText, next: NextTokenScores, among: number) => void,
  onActivity: () => void,
): ThreadedSource {
  return {
    vocabulary: source.vocabulary,
    environment: source.environment,
    contextTokens: source.contextTokens,
    texts: source.texts,
    nodesPerCall: source.nodesPerCall,
    rowThreads: source.rowThreads,
    tokenize: (text) => source.tokenize(text),
    open: (texts, receive, signal, settle) => {
      onOpen(texts)
      return source.open(
        texts,
        (text, logProbabilities, next) => {
          onActivity()
          onRoot(text, next, texts.length)
          receive(text, logProbabilities, next)
        },
        signal,
        settle,
      )
    },
    expand: (nodes, receive, signal, settle) =>
      source.expand(
        nodes,
        (...facts) => {
          onActivity()
          receive(...facts)
        },
        signal,
        settle,
      ),
    release: (key) => source.release(key),
    close: () => source.close(),
  }
}

/** Answers the requests of a parent, one after another, until it says `close`. */
export function serveInference({ port, openSource, exit, log }: ServeOptions): void {
  let source: ModelSource | undefined
  let work: Promise<void> = Promise.resolve()
  let logs: string[] = []
  let current: number | undefined
  let lastAlive = 0
  const controllers = new Map<number, AbortController>()

  const onActivity = (): void => {
    const now = performance.now()
    if (current === undefined || now - lastAlive < aliveInterval) return
    lastAlive = now
    port.send({ type: 'alive', id: current })
  }

  const load = async (request: Extract<FromParent, { type: 'load' }>): Promise<void> => {
    if (source !== undefined) throw new Error('expected a process without a model, found one loaded')
    const began = performance.now()
    const opened = await openSource(request.path, request.settings, {
      onLoadProgress: (fraction) =>
        port.send({ type: 'load-progress', id: request.id, fraction: Math.min(1, Math.max(0, fraction)) }),
      onActivity,
      onLog: (line) => {
        logs = [...logs, line].slice(-logLines)
        log(line)
      },
    })
    source = opened.source
    port.send({
      type: 'loaded',
      id: request.id,
      model: {
        environment: source.environment,
        trainContextTokens: opened.trainContextTokens,
        vocabularySize: source.vocabulary.size,
        loadMilliseconds: performance.now() - began,
      },
    })
  }

  const probe = async (request: Extract<FromParent, { type: 'probe' }>, signal: AbortSignal): Promise<void> => {
    if (source === undefined) throw new Error('expected a loaded model, found none')
    const { id } = request
    const together: { text: SourceText; distribution: Float32Array }[] = []
    const seen = watched(
      source,
      (texts) => port.send({ type: 'opened', id, genes: texts.map(({ key }) => key) }),
      (text, next, among) => {
        if (among === 1 || !isNoiseGene(text.key)) return
        const distribution = wholeDistribution(next)
        if (distribution !== null) together.push({ text, distribution })
      },
      onActivity,
    )
    await expandGenes(seen, request.genes, request.settings, {
      onGene: (index, record) => port.send({ type: 'gene', id, index, record }),
      onRefused: (refusal) => {
        const { failure, message, genes } = describeFailure(refusal, [])
        for (const index of genes) port.send({ type: 'refused', id, index, failure, message })
      },
      onProgress: ({ genes, nodes }) => port.send({ type: 'progress', id, genes, nodes }),
      signal,
    })
    await measureNoise(
      source,
      together,
      (index, variation) => port.send({ type: 'noise', id, index, totalVariation: variation }),
      signal,
    )
    port.send({ type: 'probed', id })
  }

  const score = async (request: Extract<FromParent, { type: 'score' }>, signal: AbortSignal): Promise<void> => {
    if (source === undefined) throw new Error('expected a loaded model, found none')
    const { id } = request
    await scoreItems(source, request.items, {
      onItem: (index, choices) =>
        port.send({
          type: 'item',
          id,
          index,
          choices: choices.map(({ logProbabilities, greedy, cutTokens }) => ({
            logProbabilities: [...logProbabilities],
            greedy,
            cutTokens,
          })),
        }),
      signal,
      onActivity,
    })
    port.send({ type: 'scored', id })
  }

  const run = async (
    request: Extract<FromParent, { id: number; type: 'load' | 'probe' | 'score' }>,
    signal: AbortSignal,
  ): Promise<void> => {
    const { id } = request
    current = id
    logs = []
    try {
      signal.throwIfAborted()
      if (request.type === 'load') await load(request)
      else if (request.type === 'probe') await probe(request, signal)
      else await score(request, signal)
    } catch (error) {
      if (signal.aborted) port.send({ type: 'aborted', id })
      else {
        await wait(logDelay)
        port.send({ type: 'failed', id, ...describeFailure(error, logs) })
      }
    } finally {
      current = undefined
      controllers.delete(id)
    }
  }

  const close = async (): Promise<void> => {
    for (const controller of controllers.values()) controller.abort()
    await work
    await source?.close()
    exit(0)
  }

  port.onMessage((message) => {
    const parsed = fromParent.safeParse(message)
    if (!parsed.success) {
      log(
        `expected a message of the inference protocol ${protocolVersion}, found another: ${parsed.error.issues[0]?.message ?? ''}`,
      )
      exit(1)
      return
    }
    const request = parsed.data
    if (request.type === 'close') void close()
    else if (request.type === 'abort') controllers.get(request.id)?.abort()
    else {
      const controller = new AbortController()
      controllers.set(request.id, controller)
      work = work.then(() => run(request, controller.signal))
    }
  })
  port.send({
    type: 'hello',
    protocol: protocolVersion,
    build: `Node ${process.versions.node} ${process.platform}-${process.arch}`,
    pid: process.pid,
  })
}
