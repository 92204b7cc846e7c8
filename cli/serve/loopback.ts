import { isIP } from 'node:net'

/** Whether a host is this machine only: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true
  if (isIP(host) === 4) return host.startsWith('127.')
  return isIP(host) === 6 && new URL(`http://[${host}]/`).hostname === '[::1]'
}

/** A host as it stands in a URL. */
function urlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

/** The port that a browser leaves out of addresses and of the headers Host and Origin. */
const usualPort = 80

/** The address of a server, as a browser writes it. */
export function serverAddress(host: string, port: number): string {
  return `http://${urlHost(host)}${port === usualPort ? '' : `:${port}`}`
}

/**
 * The names in the Host header that mean this server. A page of another site that points its own name at 127.0.0.1 (DNS
 * rebinding) sends that name, and is refused. Any port will do: through a tunnel, as of ssh, a browser names the port
 * at its own end.
 */
export function allowedNames(host: string): ReadonlySet<string> {
  return new Set([urlHost(host), '127.0.0.1', 'localhost', '[::1]'].map((name) => name.toLowerCase()))
}

/** Whether a request names this server and, where it comes from a page, whether the page is this server's own. */
export function isOwnRequest(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  names: ReadonlySet<string>,
  originRequired: boolean,
): boolean {
  const host = headers.host?.toLowerCase()
  if (host === undefined || !names.has(host.replace(/:\d{1,5}$/, ''))) return false
  if (headers.origin === undefined) return !originRequired
  return withoutUsualPort(headers.origin.toLowerCase()) === `http://${withoutUsualPort(host)}`
}

function withoutUsualPort(address: string): string {
  return address.endsWith(`:${usualPort}`) ? address.slice(0, -`:${usualPort}`.length) : address
}

/**
 * The command that brings the server to another machine through ssh.
 *
 * @param connection the variable SSH_CONNECTION, which a session of ssh has: addresses and ports of client and server
 */
export function tunnelCommand(
  { host, port }: { readonly host: string; readonly port: number },
  user: string,
  connection: string | undefined,
): string {
  const [, , server, sshPort] = (connection ?? '').split(' ')
  const named = sshPort === undefined || sshPort === '22' ? '' : `-p ${sshPort} `
  return `ssh -N ${named}-L ${port}:${urlHost(host)}:${port} ${user}@${server ?? 'THIS_MACHINE'}`
}
