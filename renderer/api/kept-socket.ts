/** What a kept socket tells of. None of these is called for a socket that has been given up. */
interface SocketListener {
  readonly onOpen: () => void
  readonly onMessage: (data: unknown) => void
  /** The open socket was closed, or one that was being opened could not be. */
  readonly onLost: () => void
}

/** Milliseconds between attempts: the first pause, by how much each is longer than the one before, and the longest. */
const pauses = { first: 400, growth: 1.7, longest: 5000 }
/** An attempt that has not opened after this many milliseconds is given up. */
const longestAttempt = 5000

/**
 * Keeps one WebSocket open: a lost one is opened again after a pause that grows with each attempt. There is never more
 * than one socket at a time, open or being opened, and events of an earlier one are not passed on.
 */
export class KeptSocket {
  private readonly connect: () => WebSocket
  private readonly listener: SocketListener
  private socket: WebSocket | null = null
  private pause = pauses.first
  /** Ends a pause, or an attempt that takes too long. */
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(connect: () => WebSocket, listener: SocketListener) {
    this.connect = connect
    this.listener = listener
    this.attempt()
  }

  /** Throws where no socket is open. */
  send(text: string): void {
    if (this.socket?.readyState !== WebSocket.OPEN) throw new Error('There is no connection to the engine.')
    this.socket.send(text)
  }

  /** Ends the pause before the next attempt. Does nothing while a socket is open or being opened. */
  retryNow(): void {
    if (this.socket === null) this.attempt()
  }

  private attempt(): void {
    clearTimeout(this.timer)
    const socket = this.connect()
    this.socket = socket
    this.timer = setTimeout(() => this.lose(socket), longestAttempt)
    const whileKept = (task: () => void) => () => {
      if (this.socket === socket) task()
    }
    socket.addEventListener(
      'open',
      whileKept(() => {
        clearTimeout(this.timer)
        this.pause = pauses.first
        this.listener.onOpen()
      }),
    )
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
      whileKept(() => this.listener.onMessage(data))(),
    )
    socket.addEventListener(
      'close',
      whileKept(() => this.lose(socket)),
    )
  }

  private lose(socket: WebSocket): void {
    clearTimeout(this.timer)
    this.socket = null
    socket.close()
    this.timer = setTimeout(() => this.attempt(), this.pause)
    this.pause = Math.min(pauses.longest, this.pause * pauses.growth)
    this.listener.onLost()
  }
}
