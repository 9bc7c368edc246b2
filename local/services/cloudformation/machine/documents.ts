// Documents that stay off the event log (templates, resolved properties): files named by the hash of their content.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceError } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import type { CloudFormationState, DocumentId } from '../state.ts'

export interface Documents {
  /** Keeps the value; equal values have equal ids. */
  put<Content>(value: Content): DocumentId<Content>
  /** @throws ServiceError when the file is missing or damaged */
  get<Content>(id: DocumentId<Content>): Content
}

export const documentsIn = (folder: string): Documents => ({
  put: value => {
    const content = JSON.stringify(value)
    const id = createHash('sha256').update(content).digest('hex')
    const path = join(folder, id)
    if (!existsSync(path)) writeWhole(path, content)
    return id
  },
  get: id => {
    try {
      return JSON.parse(readFileSync(join(folder, id), 'utf8'))
    } catch {
      throw new ServiceError(
        'InternalFailure',
        `The state folder is damaged: document ${id} of cloudformation cannot be read. Begin anew with --fresh.`,
        500,
      )
    }
  },
})

/** Never leaves half a file under the final name. Parameters may be secrets, so nobody else may read it. */
const writeWhole = (path: string, content: string): void => {
  const unfinished = `${path}.${process.pid}`
  writeFileSync(unfinished, content, { mode: 0o600 })
  renameSync(unfinished, path)
}

/** The documents of the running local cloud. */
export const documentsOf = (desk: Pick<Desk<CloudFormationState>, 'folder'>): Documents =>
  documentsIn(desk.folder('documents'))
