/** A WebSocket whose other end is the test. Those made since `install` are listed in the order of their making. */
export class FakeWebSocket extends EventTarget {
  static readonly OPEN = 1
  static made: FakeWebSocket[] = []
  readonly sent: string[] = []
  readyState = 0
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
    FakeWebSocket.made.push(this)
  }

  send(text: string): void {
    this.sent.push(text)
  }

  /** As in a browser, the event comes later. */
  close(): void {
    if (this.readyState >= 2) return
    this.readyState = 2
    queueMicrotask(() => this.end())
  }

  open(): void {
    this.readyState = 1
    this.dispatchEvent(new Event('open'))
  }

  end(): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }

  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
}
