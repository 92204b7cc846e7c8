import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { largestBacklog, serveApi } from '../../cli/serve/api-socket.ts'
import type { Api } from '../../engine/api/contract.ts'
import { EventChannel } from '../../engine/api/event-channel.ts'

/** A socket whose reader reads nothing. */
class StuckSocket extends EventEmitter {
  readonly OPEN = 1
  readonly readyState = 1
  readonly sent: string[] = []
  bufferedAmount = 0
  closedWith: number | undefined

  send(text: string): void {
    this.sent.push(text.slice(0, 40))
    this.bufferedAmount += Buffer.byteLength(text)
  }

  close(code: number): void {
    this.closedWith = code
  }
}

const genome = { id: 'g', name: 'g', digest: 'd', genes: 1, builtIn: false, description: '' }

test('an answer of the greatest length that is allowed, still on its way, does not end the connection', async () => {
  const socket = new StuckSocket()
  const events = new EventChannel()
  const texts = Array.from({ length: 120 }, () => 'x'.repeat(2 ** 20))
  const api = { call: () => Promise.resolve({ ...genome, texts }), on: events.on.bind(events) } as unknown as Api
  serveApi(socket as unknown as WebSocket, api)
  socket.emit('message', Buffer.from(JSON.stringify({ id: 1, call: 'genomes.get', input: { genomeId: 'g' } })), false)
  await expect.poll(() => socket.sent).toEqual([expect.stringContaining('"ok":true')])
  events.emit('models.changed', {})
  expect(socket.sent).toHaveLength(2)
  expect(socket.closedWith).toBeUndefined()

  socket.bufferedAmount = largestBacklog + 1
  events.emit('models.changed', {})
  expect(socket.closedWith).toBe(1013)
  expect(socket.sent).toHaveLength(2)
})
