import { ApiError, type Api, type EventName, type EventPayload } from '../../engine/api/contract.ts'
import { createWireClient, type WireClient, type WireRequest } from '../../engine/api/wire.ts'

/**
 * One Api over connections that come and go. A call waits for a connection that is being made, and is rejected where
 * none comes. What listens to events hears them over every connection that follows.
 */
export class KeptClient {
  readonly api: Api
  private client: WireClient | null = null
  /** Why there will be no connection unless somebody asks for one. */
  private refusal: ApiError | null = null
  /** Calls before there is a connection; told why where none could be made. */
  private readonly waiting = new Set<(none?: ApiError) => void>()
  private readonly subscriptions = new Set<{ attach(api: Api): void }>()

  constructor() {
    this.api = {
      call: async (name, input) => await (await this.connected()).call(name, input),
      on: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => {
        let end: () => void = () => undefined
        const subscription = {
          attach: (api: Api) => {
            end = api.on(name, listener)
          },
        }
        this.subscriptions.add(subscription)
        if (this.client !== null) subscription.attach(this.client.api)
        return () => {
          this.subscriptions.delete(subscription)
          end()
        }
      },
    }
  }

  /**
   * There is a connection. Returns what takes its messages; those of an earlier one are dropped, and what it has not
   * answered is rejected.
   */
  open(send: (message: WireRequest) => void): (message: unknown) => void {
    this.client?.close(new ApiError('failed', 'The connection to the engine was made anew before the answer came.'))
    const client = createWireClient(send)
    this.client = client
    this.refusal = null
    for (const subscription of this.subscriptions) subscription.attach(client.api)
    this.answerWaiting()
    return (message) => {
      if (this.client === client) client.receive(message)
    }
  }

  /**
   * There is none any more, or none could be made: rejects what is unanswered and what waits.
   *
   * @param reason what unanswered calls are told, and after it those that wait
   * @param isFinal whether later calls are told the same at once, until there is a connection; else they wait for one
   */
  lose(reason: string, isFinal = false): void {
    const error = new ApiError('failed', reason)
    this.client?.close(error)
    this.client = null
    this.refusal = isFinal ? error : null
    this.answerWaiting(isFinal ? error : new ApiError('failed', `There is no connection to the engine. ${reason}`))
  }

  private answerWaiting(none?: ApiError): void {
    for (const proceed of this.waiting) proceed(none)
    this.waiting.clear()
  }

  private connected(): Promise<Api> {
    if (this.client !== null) return Promise.resolve(this.client.api)
    if (this.refusal !== null) return Promise.reject(this.refusal)
    return new Promise((resolve, reject) => {
      this.waiting.add((none) => {
        if (this.client !== null) resolve(this.client.api)
        else reject(none ?? new ApiError('failed', 'There is no connection to the engine.'))
      })
    })
  }
}
