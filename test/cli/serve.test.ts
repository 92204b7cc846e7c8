import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, request, type IncomingHttpHeaders } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { allowedNames, isLoopback, isOwnRequest, serverAddress, tunnelCommand } from '../../cli/serve/loopback.ts'
import { createToken, offersToken } from '../../cli/serve/token.ts'
import { startWebShell, type WebShell } from '../../cli/serve/web-shell.ts'
import { ApiError, type Api } from '../../engine/api/contract.ts'
import { largestRequest, tokenProtocolPrefix, wireProtocol } from '../../engine/api/wire.ts'
import { finish, startCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const page = join(folder.path, 'page')
const listeners = new Set<(payload: unknown) => void>()
let shell: WebShell

/** One text of a million characters, a thousand times: little memory, and as JSON more than V8 can put into a text. */
const unsendable = {
  id: 'g',
  name: 'g',
  digest: '',
  genes: 1000,
  builtIn: false,
  description: '',
  texts: Array<string>(1000).fill('x'.repeat(2 ** 20)),
}

/**
 * Answers genomes.list, refuses models.get, never answers queue.get, and answers genomes.get with what cannot be sent.
 */
const api: Api = {
  call: async (name) => {
    if (name === 'models.get') throw new ApiError('not-found', 'no such model')
    if (name === 'genomes.get') return unsendable as never
    if (name === 'queue.get') await new Promise(() => undefined)
    return [] as never
  },
  on: (name, listener) => {
    if (name === 'models.changed') listeners.add(listener as never)
    return () => listeners.delete(listener as never)
  },
}

beforeAll(async () => {
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(page, 'assets', 'app.js'), 'export {}')
  writeFileSync(join(folder.path, 'secret.txt'), 'secret')
  symlinkSync(join(folder.path, 'secret.txt'), join(page, 'link.txt'))
  shell = await startWebShell({ api, pageFolder: page, host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await shell.close()
  folder.remove()
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A raw request: the path and the headers go out as they are. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: shell.port, path, method, headers: { Host: `127.0.0.1:${shell.port}`, ...headers } },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}

interface Opening {
  readonly token?: string
  readonly host?: string
  readonly origin?: string | undefined
  readonly path?: string
  readonly protocols?: readonly string[]
}

/** Opens a WebSocket; resolves to it, or to the HTTP status it was refused with. */
function open({
  token = shell.token,
  host,
  origin = `http://127.0.0.1:${shell.port}`,
  path = '/api',
  protocols,
}: Opening = {}): Promise<WebSocket | number> {
  const headers = { Host: host ?? `127.0.0.1:${shell.port}`, ...(origin === '' ? {} : { Origin: origin }) }
  const socket = new WebSocket(
    `ws://127.0.0.1:${shell.port}${path}`,
    [...(protocols ?? [wireProtocol, tokenProtocolPrefix + token])],
    { headers },
  )
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (sent, response) => {
      sent.destroy()
      resolve(response.statusCode!)
    })
    socket.on('error', () => undefined)
  })
}

async function opened(): Promise<WebSocket> {
  const socket = await open()
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  return socket
}

const nextMessage = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString()))))
const closeCode = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve))

describe('the page', () => {
  test('comes with its type and every protection, token or not', async () => {
    const { status, headers, body } = await ask('/')
    expect({ status, body }).toEqual({ status: 200, body: '<!doctype html><title>page</title>' })
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['set-cookie']).toBeUndefined()
    expect((await ask('/assets/app.js?x=1')).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '/%',
    '/nowhere.html',
    '/api',
  ])('%s is not found', async (path) => {
    const { status, headers, body } = await ask(path)
    expect(status).toBe(404)
    expect(body).not.toContain('secret')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
  })

  test.each(['example.org', 'example.org:80', '127.0.0.2', '192.168.0.1:80', 'localhost.example.org', '[::2]'])(
    'Host %s is refused',
    async (host) => {
      expect((await ask('/', { Host: host })).status).toBe(403)
    },
  )

  test.each(['localhost', '127.0.0.1', '[::1]'])('%s is this server, at the port of any tunnel', async (name) => {
    for (const host of [name, `${name}:${String(shell.port)}`, `${name}:8080`])
      expect((await ask('/', { Host: host })).status).toBe(200)
  })

  test.each(['http://example.org', 'null', 'https://127.0.0.1'])('Origin %s is refused', async (origin) => {
    expect((await ask('/', { Origin: origin })).status).toBe(403)
  })

  test('only reading is allowed', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', {}, method)).status).toBe(405)
    expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })
})

describe('the token', () => {
  test('is long, new every time, and stands in the fragment only', () => {
    expect(createToken()).not.toBe(createToken())
    const url = new URL(shell.url)
    expect(url.hash).toBe(`#token=${shell.token}`)
    expect(url.href.replace(url.hash, '')).toBe(`http://127.0.0.1:${shell.port}/`)
    expect(Buffer.from(shell.token, 'base64url')).toHaveLength(32)
  })

  test('is compared whole', () => {
    const offer = (token: string): boolean => offersToken(['other', tokenProtocolPrefix + token], 'right')
    expect(['right', 'wrong', 'righ', 'rightt', ''].map(offer)).toEqual([true, false, false, false, false])
    expect(offersToken(['right'], 'right')).toBe(false)
  })
})

describe('the WebSocket', () => {
  test('opens with token, Host and Origin right, and does not echo the token', async () => {
    const socket = await opened()
    expect(socket.protocol).toBe(wireProtocol)
    socket.close()
  })

  test.each<[string, Opening, number]>([
    ['a wrong token', { token: 'x'.repeat(43) }, 401],
    ['an empty token', { token: '' }, 401],
    ['no token', { protocols: [wireProtocol] }, 401],
    ['no protocol', { protocols: [] }, 400],
    ['a foreign Origin', { origin: 'http://example.org' }, 403],
    ['the Origin of another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['no Origin', { origin: '' }, 403],
    ['a foreign Host', { host: 'example.org' }, 403],
    ['a rebound name', { host: 'example.org:80', origin: 'http://example.org:80' }, 403],
    ['another path', { path: '/api/' }, 404],
  ])('is refused with %s', async (_, opening, status) => {
    // An empty subprotocol value is refused by the client itself, so it goes out under a header of its own.
    if (opening.token === '')
      return expect((await upgradeWith(`${wireProtocol}, ${tokenProtocolPrefix}`)).status).toBe(status)
    expect(await open(opening)).toBe(status)
  })

  test('carries calls, errors and events', async () => {
    const socket = await opened()
    socket.send(JSON.stringify({ id: 1, call: 'genomes.list', input: {} }))
    expect(await nextMessage(socket)).toEqual({ id: 1, ok: true, output: [] })
    socket.send(JSON.stringify({ id: 2, call: 'models.get', input: { modelId: 'x' } }))
    expect(await nextMessage(socket)).toEqual({
      id: 2,
      ok: false,
      error: { code: 'not-found', message: 'no such model' },
    })
    const event = nextMessage(socket)
    for (const listener of listeners) listener({})
    expect(await event).toEqual({ event: 'models.changed', payload: {} })
    socket.close()
    await closeCode(socket)
    await expect.poll(() => listeners.size).toBe(0)
  })

  test('answers malformed messages and goes on', async () => {
    const socket = await opened()
    for (const [message, id] of [
      ['{"id":', null],
      ['5', null],
      ['{"id":9,"call":"nosuch","input":{}}', 9],
      [Buffer.from([1, 2, 3]), null],
    ] as const) {
      const reply = nextMessage(socket)
      socket.send(message)
      expect(await reply).toMatchObject({ id, ok: false, error: { code: 'invalid' } })
    }
    socket.send(JSON.stringify({ id: 10, call: 'genomes.list', input: {} }))
    expect(await nextMessage(socket)).toMatchObject({ id: 10, ok: true })
    socket.close()
  })

  test('an answer that cannot be made a message is an error, and the server goes on', async () => {
    const socket = await opened()
    socket.send(JSON.stringify({ id: 1, call: 'genomes.get', input: { genomeId: 'g' } }))
    expect(await nextMessage(socket)).toMatchObject({
      id: 1,
      ok: false,
      error: { code: 'failed', message: expect.stringContaining('The answer to genomes.get is too long') },
    })
    socket.send(JSON.stringify({ id: 2, call: 'genomes.list', input: {} }))
    expect(await nextMessage(socket)).toEqual({ id: 2, ok: true, output: [] })
    socket.close()
  })

  test('an oversized message ends its connection, not the server', async () => {
    const socket = await opened()
    const code = closeCode(socket)
    socket.send('x'.repeat(largestRequest + 1))
    expect(await code).toBe(1009)
    ;(await opened()).close()
  })

  test('unanswered requests have a limit', async () => {
    const socket = await opened()
    const refusals: unknown[] = []
    socket.on('message', (data: Buffer) => refusals.push(JSON.parse(data.toString())))
    for (let id = 1; id <= 257; id++) socket.send(JSON.stringify({ id, call: 'queue.get', input: {} }))
    await expect.poll(() => refusals.length).toBe(1)
    expect(refusals[0]).toMatchObject({ id: 257, ok: false, error: { code: 'conflict' } })
    socket.terminate()
  })
})

/** An upgrade request by hand; resolves to the answer where it is refused. */
function upgradeWith(protocols: string): Promise<Answer> {
  return ask('/api', {
    Origin: `http://127.0.0.1:${shell.port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
    'Sec-WebSocket-Protocol': protocols,
  })
}

test.each([
  ['127.0.0.1', '127.0.0.1', 'http://127.0.0.1'],
  ['localhost', 'localhost', 'http://localhost'],
  ['::1', '[::1]', 'http://[::1]'],
])(
  'on port 80 a browser at %s names none: the printed address and its page are answered all the same',
  (host, named, address) => {
    expect(serverAddress(host, 80)).toBe(address)
    const hosts = allowedNames(host)
    expect(isOwnRequest({ host: named }, hosts, false)).toBe(true)
    expect(isOwnRequest({ host: named, origin: address }, hosts, true)).toBe(true)
    expect(isOwnRequest({ host: `${named}:80`, origin: address }, hosts, true)).toBe(true)
    expect(isOwnRequest({ host: named, origin: `${address}:8080` }, hosts, true)).toBe(false)
    expect(isOwnRequest({ host: 'example.org' }, hosts, false)).toBe(false)
  },
)

test('the page at the end of a tunnel is the server’s own, and no other page of that machine', () => {
  const names = allowedNames('127.0.0.1')
  for (const host of [undefined, '', ':80']) expect(isOwnRequest({ host }, names, false)).toBe(false)
  expect(isOwnRequest({ host: 'localhost:8080', origin: 'http://localhost:8080' }, names, true)).toBe(true)
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1:8080', 'http://example.org:8080'])
    expect(isOwnRequest({ host: 'localhost:8080', origin }, names, true)).toBe(false)
})

test('the command for a tunnel names the server by which this session has come', () => {
  const at = { host: '127.0.0.1', port: 4000 }
  expect(tunnelCommand(at, 'ada', '10.0.0.5 52144 10.0.0.9 22')).toBe('ssh -N -L 4000:127.0.0.1:4000 ada@10.0.0.9')
  expect(tunnelCommand(at, 'ada', '10.0.0.5 52144 10.0.0.9 2222')).toBe(
    'ssh -N -p 2222 -L 4000:127.0.0.1:4000 ada@10.0.0.9',
  )
  expect(tunnelCommand({ host: '::1', port: 4000 }, 'ada', undefined)).toBe(
    'ssh -N -L 4000:[::1]:4000 ada@THIS_MACHINE',
  )
})

test('loopback addresses only', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost', '0:0:0:0:0:0:0:1'].map(isLoopback)).not.toContain(false)
  expect(
    ['0.0.0.0', '::', '192.168.0.1', '128.0.0.1', 'example.org', '', '::ffff:127.0.0.1', '127.0.0.1.example.org'].map(
      isLoopback,
    ),
  ).not.toContain(true)
})

describe('connections that are left half open', () => {
  /** A connection that never ends its half, whatever the server does. */
  const stubborn = (port: number, text: string): Promise<{ socket: Socket; answer: string }> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
      let answer = ''
      socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
      socket.once('end', () => resolve({ socket, answer }))
      socket.once('error', reject)
      socket.write(text)
    })

  const upgrade = (port: number): string =>
    `GET /api HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nSec-WebSocket-Protocol: ${wireProtocol}\r\n\r\n`

  test('a refused upgrade is answered and let go', async () => {
    const other = await startWebShell({ api, pageFolder: page, host: '127.0.0.1', port: 0 })
    const refused = await Promise.all(Array.from({ length: 50 }, () => stubborn(other.port, upgrade(other.port))))
    for (const { answer } of refused) expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/)
    // Nobody is there any more: what is written comes back as an error.
    await Promise.all(
      refused.map(
        ({ socket }) =>
          new Promise<void>((resolve) => {
            const writing = setInterval(() => socket.write('x'), 10)
            socket.once('error', () => {
              clearInterval(writing)
              resolve()
            })
          }),
      ),
    )
    await other.close()
  })

  test('closing ends refused upgrades, half requests and answered ones alike', async () => {
    const other = await startWebShell({ api, pageFolder: page, host: '127.0.0.1', port: 0 })
    const { socket: refused } = await stubborn(other.port, upgrade(other.port))
    const { socket: answered } = await stubborn(
      other.port,
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nConnection: close\r\n\r\n`,
    )
    const half = connect({ host: '127.0.0.1', port: other.port, allowHalfOpen: true })
    half.on('error', () => undefined)
    half.write('GET / HTTP/1.1\r\nHost')
    await new Promise((resolve) => half.once('connect', resolve))
    await other.close()
    for (const socket of [refused, answered, half]) socket.destroy()
  })
})

test('closing ends open connections', async () => {
  const other = await startWebShell({ api, pageFolder: page, host: '127.0.0.1', port: 0 })
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/api`, [wireProtocol, tokenProtocolPrefix + other.token], {
    origin: `http://127.0.0.1:${other.port}`,
  })
  await new Promise((resolve) => socket.once('open', resolve))
  const code = closeCode(socket)
  await other.close()
  expect(await code).toBe(1001)
})

describe('the command', () => {
  test('serves the built UI, prints one JSON document, and ends with exit code 0 on SIGTERM', async () => {
    const child = startCli(folder.path, 'serve', '--json')
    const ended = finish(child)
    const printed = await new Promise<string>((resolve, reject) => {
      child.stdout!.once('data', (text: string) => resolve(text))
      void ended.then(({ stderr }) => reject(new Error(stderr)))
    })
    const { url, port } = JSON.parse(printed)
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toContain('<script type="module"')
    expect(new URL(url)).toMatchObject({ hostname: '127.0.0.1', port: String(port) })
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, stdout: printed })
  }, 180_000)

  test('says in one line that a port is taken', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as AddressInfo
    const { code, stdout, stderr } = await finish(startCli(folder.path, 'serve', '--port', String(port)))
    taken.close()
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`^cladescope: port ${port} on 127\\.0\\.0\\.1 is taken`),
    )
  }, 180_000)
})
