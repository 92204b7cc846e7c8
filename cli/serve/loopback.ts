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
 * The values of the Host header that name this server. A page of another site that points its own name at 127.0.0.1
 * (DNS rebinding) sends that name, and is refused.
 */
export function allowedHosts(host: string, port: number): ReadonlySet<string> {
  const names = [...new Set([urlHost(host), '127.0.0.1', 'localhost', '[::1]'])].map((name) => name.toLowerCase())
  return new Set(names.flatMap((name) => (port === usualPort ? [name, `${name}:${port}`] : [`${name}:${port}`])))
}

/** Whether a request names this server and, where it comes from a page, whether the page is this server's own. */
export function isOwnRequest(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  hosts: ReadonlySet<string>,
  originRequired: boolean,
): boolean {
  const host = headers.host?.toLowerCase()
  if (host === undefined || !hosts.has(host)) return false
  if (headers.origin === undefined) return !originRequired
  return withoutUsualPort(headers.origin.toLowerCase()) === `http://${withoutUsualPort(host)}`
}

function withoutUsualPort(address: string): string {
  return address.endsWith(`:${usualPort}`) ? address.slice(0, -`:${usualPort}`.length) : address
}
