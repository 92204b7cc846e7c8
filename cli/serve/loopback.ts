import { isIP } from 'node:net'

/** Whether a host is this machine only: `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true
  if (isIP(host) === 4) return host.startsWith('127.')
  return isIP(host) === 6 && new URL(`http://[${host}]/`).hostname === '[::1]'
}

/** A host as it stands in a URL. */
export function urlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}

/**
 * The values of the Host header that name this server. A page of another site that points its own name at 127.0.0.1
 * (DNS rebinding) sends that name, and is refused.
 */
export function allowedHosts(host: string, port: number): ReadonlySet<string> {
  return new Set([...new Set([urlHost(host), '127.0.0.1', 'localhost', '[::1]'])].map((name) => `${name.toLowerCase()}:${port}`))
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
  return headers.origin.toLowerCase() === `http://${host}`
}
