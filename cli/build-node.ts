/**
 * `npm run build:node`: core, native, engine, cli and electron as JavaScript in dist/, for an installed package and for
 * Electron.
 */
import { buildNode } from './build/node-side.ts'

await buildNode()
