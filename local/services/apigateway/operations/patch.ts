// Patch operations: how API Gateway's updates are written.
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html

import type { Members } from '../../../core/input/members.ts'

export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path: string
  readonly value?: string
}

export const readPatch = (members: Members): readonly PatchOperation[] =>
  members.structures('patchOperations').map(each => {
    const op = each.string('op', { values: ['add', 'remove', 'replace', 'move', 'copy', 'test'] })
    if (op !== 'add' && op !== 'remove' && op !== 'replace')
      throw each.wrong('op', op, 'Member must be one of [add, remove, replace]')
    const value = each.has('value') ? String(each.raw('value')) : undefined
    return { op, path: each.string('path', { pattern: /^\// }), ...(value === undefined ? {} : { value }) }
  })

/** `~1` stands for a slash, `~0` for a tilde. */
export const unescapePart = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')
