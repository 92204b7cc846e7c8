import { JobFailure } from '../jobs/job-failure.ts'
import type { DigestStore } from '../store/digest-store.ts'
import type { ModelFile, ModelStore, StoredModel } from '../store/model-store.ts'
import { fileDigest } from './file-digest.ts'
import { fileIdentity, sameState } from './file-identity.ts'

/**
 * Makes sure that a model's files still hold what was added, before they are loaded: a file that looks different is read again.
 * Answers the path to load. Throws JobFailure where a file is gone or has other content, and the signal's reason on abort.
 */
export async function checkModelFiles(model: StoredModel, models: ModelStore, digests: DigestStore, signal: AbortSignal): Promise<string> {
  const files: ModelFile[] = []
  let touched = false
  for (const file of model.files) {
    const now = await fileIdentity(file.path)
    if (now === undefined) {
      throw new JobFailure(`The file ${file.path} has been moved or deleted since it was added. Add it again at its new place.`, {
        failure: 'missing-file',
        stage: 'load',
      })
    }
    if (sameState(file, now)) {
      files.push(file)
      continue
    }
    touched = true
    const sha256 = now.size === file.size ? await fileDigest(now, digests, { signal }) : null
    if (sha256 !== file.sha256) {
      const found = sha256 === null ? `${String(now.size)} bytes` : `sha256 ${sha256.slice(0, 12)}…`
      const expected = sha256 === null ? `${String(file.size)} bytes` : `sha256 ${file.sha256.slice(0, 12)}…`
      throw new JobFailure(`The file ${file.path} has changed since it was added: expected ${expected}, found ${found}. Add it again to probe what it holds now.`, {
        failure: 'changed-file',
        stage: 'load',
      })
    }
    files.push({ path: file.path, size: now.size, modified: now.modified, inode: now.inode, sha256 })
  }
  if (touched) models.setFiles(model.id, files)
  const first = files[0]
  if (first === undefined) throw new JobFailure('No file is recorded for the model. Add it again.', { failure: 'missing-file', stage: 'load' })
  return first.path
}
