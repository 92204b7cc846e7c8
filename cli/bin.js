#!/usr/bin/env node
// The package's command. Plain JavaScript for old versions of Node: it only finds a Node that can run the program, one
// that `engines` of package.json allows.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const built = join(here, '..', 'dist', 'cli', 'main.js')
const source = join(here, 'main.ts')
const main = !existsSync(built) || isNewerSource() ? source : built

// A clone runs its sources; only an installed package, which has no TypeScript beside it, runs what was built.
function isNewerSource() {
  return existsSync(source) && !here.split(/[\\/]/).includes('node_modules')
}

const { engines } = JSON.parse(readFileSync(join(here, '..', 'package.json'), 'utf8'))

if (isWithin(process.versions.node, engines.node)) {
  await import(pathToFileURL(main).href)
} else {
  const runtime = pinnedRuntime()
  if (runtime === undefined) {
    process.stderr.write(
      `cladescope: expected Node ${engines.node}, found ${process.versions.node}; install such a Node, or the npm package 'node' beside the program\n`,
    )
    process.exit(1)
  }
  const child = spawn(runtime, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; this process must outlive it to pass its exit code on.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('error', (error) => {
    process.stderr.write(`cladescope: the pinned runtime could not be started: ${error.message}\n`)
    process.exit(1)
  })
  child.once('exit', (code, signal) =>
    process.exit(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)),
  )
}

/** Whether a version is in a range like `^22.18.0 || >=24.0.0`. */
function isWithin(version, range) {
  const [major, minor, patch] = version.split('.').map(Number)
  return range.split('||').some((part) => {
    const [, sign, ...least] = part.trim().match(/^(\^|>=)(\d+)\.(\d+)\.(\d+)$/)
    const [leastMajor, leastMinor, leastPatch] = least.map(Number)
    if (major !== leastMajor) return sign === '>=' && major > leastMajor
    return minor > leastMinor || (minor === leastMinor && patch >= leastPatch)
  })
}

/** The `node` npm package's binary, where it is installed and can be run. */
function pinnedRuntime() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}
