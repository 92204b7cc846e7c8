/** Entry of the engine's utility process. */
import { openEngine } from '../engine/engine.ts'
import { runEngineHost } from './engine-host.ts'

runEngineHost({ parent: process.parentPort, openEngine, exit: (code) => process.exit(code) })
