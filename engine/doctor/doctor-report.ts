import { commandHint } from '../command-hint.ts'
import { firstNames } from '../../core/format/first-names.ts'
import { plural } from '../../core/format/quantity.ts'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { inspectRuntime, type RuntimeReport } from '../../native/doctor.ts'
import type { DoctorReport } from '../api/contract.ts'
import type { Context } from '../context.ts'
import type { OperationOptions } from '../handlers/operation-of.ts'
import { unlessAborted } from '../turns.ts'
import { findingsIn } from './check-database.ts'
import { schemaVersion } from '../store/migrations.ts'

type Check = DoctorReport['checks'][number]

const leastFreeDisk = 2 ** 30

/**
 * Looks at everything that a probe needs. The inference library is looked at in a process of its own, since it can
 * crash. Throws the signal's reason after an abort.
 */
export async function doctorReport(context: Context, options: OperationOptions = {}): Promise<DoctorReport> {
  const checks = [
    runtimeFact(),
    ...(await unlessAborted(inspectRuntime().then(libraryChecks, libraryFailure), options.signal)),
    await databaseCheck(context, options),
    ...(await diskCheck(context.databaseFile)),
    genomeCheck(context),
    demoCheck(context.modelsFolder),
    memoryFact(),
  ]
  return { healthy: checks.every((check) => check.ok), checks }
}

function check(name: string, ok: boolean, found: string, advice: string): Check {
  return { name, kind: 'check', ok, found, ...(ok ? {} : { advice }) }
}

function fact(name: string, found: string): Check {
  return { name, kind: 'fact', ok: true, found }
}

/** Where the program runs at all, its Node is one that it runs on (cli/bin.js looks at that). */
function runtimeFact(): Check {
  const { node, electron } = process.versions as { node: string; electron?: string }
  const shell = electron === undefined ? '' : `, Electron ${electron}`
  return fact('Node', `Node ${node}${shell} on ${process.platform} ${process.arch}`)
}

function libraryChecks(report: RuntimeReport): Check[] {
  const memory = report.gpuMemory > 0 ? `, ${megabytes(report.gpuMemory)} of its own memory` : ''
  return [
    check(
      'Inference library',
      true,
      `node-llama-cpp ${report.library}, llama.cpp ${report.build} (${report.buildType})`,
      '',
    ),
    check(
      'Direct source',
      report.direct.works,
      report.direct.found,
      'Probes take the slower public API of node-llama-cpp instead. Reinstall the packages (npm ci).',
    ),
    fact(
      'Backend',
      report.devices.length === 0
        ? `${report.backend}, no GPU`
        : `${report.backend}: ${report.devices.join(', ')}${memory}`,
    ),
    fact('Processor', `${report.processor}, ${plural(report.cores, 'core')}, ${report.features}`),
  ]
}

function libraryFailure(error: unknown): Check[] {
  const reason = error instanceof Error ? error.message : String(error)
  return [
    check(
      'Inference library',
      false,
      reason,
      'Reinstall the packages (npm ci); on Linux, the prebuilt library needs a recent glibc or musl.',
    ),
  ]
}

async function databaseCheck(
  { connection, databaseFile, checking }: Context,
  { signal, onProgress }: OperationOptions,
): Promise<Check> {
  const memory = databaseFile === ':memory:'
  const path = memory ? 'in memory' : resolve(databaseFile)
  const findings = memory
    ? findingsIn(connection)
    : await checking.run('database.findings', { file: path }, signal, (done, total) =>
        onProgress?.('Reading populations', done, total),
      )
  const version = connection.pragma('user_version', { simple: true }) as number
  const size = memory
    ? ''
    : `, ${megabytes(['', '-wal'].reduce((sum, ending) => sum + (statSync(`${path}${ending}`, { throwIfNoEntry: false })?.size ?? 0), 0))}`
  const state = findings.length === 0 ? 'sound' : firstNames(findings, { most: 5, separator: '; ' })
  return check(
    'Database',
    findings.length === 0 && version === schemaVersion,
    `${path}, schema ${String(version)}${size}, ${state}`,
    `Restore the database from a backup, or take out what is damaged with '${commandHint('doctor')} --check --repair'.`,
  )
}

async function diskCheck(databaseFile: string): Promise<Check[]> {
  if (databaseFile === ':memory:') return []
  try {
    const disk = await statfs(dirname(resolve(databaseFile)))
    const free = disk.bavail * disk.bsize
    return [
      check(
        'Disk',
        free >= leastFreeDisk,
        `${megabytes(free)} free beside the database`,
        'Free some space: results of 100 models take up to 500 MB.',
      ),
    ]
  } catch (error) {
    return [
      check(
        'Disk',
        false,
        error instanceof Error ? error.message : String(error),
        'Check that the folder of the database can be read.',
      ),
    ]
  }
}

function genomeCheck({ genomes }: Context): Check {
  const builtIn = genomes.list().filter((genome) => genome.builtIn)
  return check(
    'Built-in genomes',
    builtIn.length > 0,
    builtIn.length === 0
      ? 'none'
      : builtIn.map((genome) => `${genome.name} (${plural(genome.genes, 'gene')})`).join(', '),
    'The folder models/genomes of the program is missing or empty: install it again.',
  )
}

function demoCheck(modelsFolder: string): Check {
  const folder = join(modelsFolder, 'demo')
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.gguf')) : []
  return check(
    'Demo models',
    files.length > 0,
    files.length === 0 ? `none in ${folder}` : `${plural(files.length, 'model')} in ${folder}`,
    'Only the demo needs them: install the program again to have them.',
  )
}

function memoryFact(): Check {
  return fact('Memory', `${megabytes(totalmem())}, ${megabytes(freemem())} of it free`)
}

function megabytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`
}
