import type { MessagePortMain } from 'electron'
import type { Api } from '../engine/api/contract.ts'
import { answerRequest, forwardEvents, toErrorShape, type WireReply } from '../engine/api/wire.ts'

/**
 * Serves the Api on a port whose other end a page has, until that end is gone. Returns a function that ends the events;
 * what was asked before is still answered.
 */
export function serveApiOnPort(api: Api, port: MessagePortMain): () => void {
  const reply = (message: WireReply): void => {
    try {
      port.postMessage(message)
    } catch (error) {
      // What cannot be cloned is a fault of the answer, which ends its call and not the engine.
      port.postMessage({ id: message.id, ok: false, error: toErrorShape(error) } satisfies WireReply)
    }
  }
  const end = forwardEvents(api, (event) => port.postMessage(event))
  port.on('message', ({ data }) => void answerRequest(api, data).then(reply))
  port.once('close', end)
  port.start()
  return end
}
