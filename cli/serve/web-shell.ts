import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer } from 'ws'
import type { Api } from '../../engine/api/contract.ts'
import { apiPath, largestRequest, tokenFragment, wireProtocol } from '../../engine/api/wire.ts'
import { findPageFile } from '../../engine/page/page-file.ts'
import { securityHeaders } from '../../engine/page/security-headers.ts'
import { CommandFailure } from '../failure.ts'
import { serveApi } from './api-socket.ts'
import { allowedNames, isOwnRequest, serverAddress } from './loopback.ts'
import { createToken, offersToken } from './token.ts'

interface WebShellOptions {
  readonly api: Api
  /** Folder of the built UI. */
  readonly pageFolder: string
  /** A loopback address. */
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
}

export interface WebShell {
  /** The address to open, token included. */
  readonly url: string
  readonly host: string
  readonly port: number
  readonly token: string
  close(): Promise<void>
}

/** WebSockets that may be open at once; more tabs than a person has. */
const mostConnections = 32

/** Connections of any kind at once; a browser opens at most six for the files of a page. */
const mostSockets = 256

/** Milliseconds in which a request, and its headers, must have come, and between two looks at them. */
const limits = { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 2000 }

/**
 * Serves the UI and the Api on a loopback port. The token stands in the address's fragment, which a browser sends to no
 * server and puts in no referrer; the page keeps it in its session storage (so a reload works) and offers it as a
 * subprotocol of its WebSocket. A cookie would be sent to every other server on this host, whatever its port.
 * The page's own files hold no secrets and need no token.
 */
export async function startWebShell({ api, pageFolder, host, port }: WebShellOptions): Promise<WebShell> {
  const token = createToken()
  const server = createServer(limits)
  server.maxConnections = mostSockets
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestRequest,
    perMessageDeflate: false,
    handleProtocols: () => wireProtocol,
  })
  const open = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  const address = await listen(server, host, port)
  const hosts = allowedNames(host)

  server.on('request', (request, response) => void answerPage(request, response, hosts, pageFolder))
  server.on('upgrade', (request, socket, head) => {
    const refusal = upgradeRefusal(request, hosts, token) ?? (sockets.clients.size >= mostConnections ? 503 : undefined)
    if (refusal !== undefined) return refuseUpgrade(socket as Socket, refusal)
    sockets.handleUpgrade(request, socket, head, (webSocket) => serveApi(webSocket, api))
  })

  return {
    url: `${serverAddress(host, address.port)}/#${tokenFragment}=${token}`,
    host,
    port: address.port,
    token,
    close: () => close(server, sockets, open),
  }
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new CommandFailure(`port ${port} on ${host} is taken; name another with --port, or none to take a free one`, {
            code: 'conflict',
          }),
        )
      else if (error.code === 'EACCES')
        reject(
          new CommandFailure(`port ${port} on ${host} may not be used; name one above 1023 with --port`, {
            code: 'invalid',
          }),
        )
      else reject(error)
    })
    server.listen({ host, port }, () => resolve(server.address() as AddressInfo))
  })
}

/** HTTP status with which a WebSocket is refused, or undefined where it may be opened. */
function upgradeRefusal(request: IncomingMessage, hosts: ReadonlySet<string>, token: string): number | undefined {
  if (!isOwnRequest(request.headers, hosts, true)) return 403
  if (request.url !== apiPath) return 404
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
  if (!offered.includes(wireProtocol)) return 400
  return offersToken(offered, token) ? undefined : 401
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  503: 'Service Unavailable',
}

/** Answers and lets the connection go, whether or not the other side ends its half of it. */
function refuseUpgrade(socket: Socket, status: number): void {
  socket.on('error', () => socket.destroy())
  socket.write(`HTTP/1.1 ${status} ${reasons[status]!}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.destroySoon()
}

async function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  hosts: ReadonlySet<string>,
  folder: string,
): Promise<void> {
  try {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    if (!isOwnRequest(request.headers, hosts, false)) return refuse(response, 403)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405)
    // The raw path: `new URL` would resolve dots away before they can be refused.
    const file = await findPageFile(folder, (request.url ?? '').replace(/[?#].*$/s, ''))
    if (file === undefined) return refuse(response, 404)
    response.setHeader('Content-Type', file.contentType)
    if (request.method === 'HEAD') return void response.end()
    await pipeline(createReadStream(file.path), response)
  } catch {
    // The reader has gone away, or the file has: there is nobody to tell.
    response.destroy()
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status
  if (status === 405) response.setHeader('Allow', 'GET, HEAD')
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.end(`${status} ${reasons[status]!}\n`)
}

/** Milliseconds that WebSockets and answers under way have to end in order. */
const graceMilliseconds = 500

/**
 * Ends in order what does so in time, and destroys what is left of any kind: `server.close` waits for the last
 * connection.
 */
async function close(server: Server, sockets: WebSocketServer, open: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets.clients) socket.close(1001, 'the program has ended')
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const grace = setTimeout(() => {
    for (const socket of open) socket.destroy()
  }, graceMilliseconds)
  await closed
  clearTimeout(grace)
}
