import type { Refusal } from '../../library/find-files.ts'
import type { Machine } from '../machine.ts'

/** A file that a program keeps as a model. */
export interface KeptModel {
  /** Of its first part. */
  readonly path: string
  /** What the program calls it. */
  readonly name: string
  /** Of its content, as the name of its file says; null where that says nothing. */
  readonly sha256: string | null
}

/** What lies in a folder of a program. Headers have not been read: what is listed as a model may be none. */
export interface KeptFiles {
  readonly models: readonly KeptModel[]
  /** Downloads under way, projectors, links that lead nowhere, folders that cannot be read. */
  readonly leftOut: readonly Refusal[]
}

/** A program that keeps models on the disk. */
export interface Program {
  readonly name: string
  /** The user and group as whom it may run as a service. */
  readonly service?: string
  /** The folders in which it keeps them, those of its variables and settings first, whether they exist or not. */
  readonly folders: (machine: Machine) => Promise<string[]>
  /** The models in one of its folders, which exists. */
  readonly list: (machine: Machine, folder: string, signal?: AbortSignal) => Promise<KeptFiles>
}
