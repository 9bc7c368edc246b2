// The resource tree of a REST API, as GetResources shows it: one resource per part of a path.

import { createHash } from 'node:crypto'
import type { Definition, Resource } from '../state.ts'

/** Resources that were there keep their ids. */
export const resourcesOf = (
  { methods }: Definition,
  before: readonly Resource[],
  rootResourceId: string,
  newId: () => string,
): readonly Resource[] => {
  const known = new Map(before.map(resource => [resource.path, resource.id]))
  const made = new Map<string, Resource>([['/', { id: rootResourceId, path: '/' }]])
  for (const { path } of methods) {
    const parts = path.split('/').filter(part => part !== '')
    parts.forEach((pathPart, index) => {
      const at = `/${parts.slice(0, index + 1).join('/')}`
      if (made.has(at)) return
      const parentId = made.get(`/${parts.slice(0, index).join('/')}`)?.id ?? rootResourceId
      made.set(at, { id: known.get(at) ?? resourceId(newId()), parentId, pathPart, path: at })
    })
  }
  return [...made.values()]
}

/** Six letters and digits, as API Gateway's. */
export const resourceId = (uuid: string): string => letters(uuid, 6)

/** Ten letters and digits, as those of APIs. */
export const apiId = (uuid: string): string => letters(uuid, 10)

export const deploymentId = (uuid: string): string => letters(uuid, 6)

const letters = (uuid: string, length: number): string =>
  BigInt(`0x${createHash('sha256').update(uuid).digest('hex')}`)
    .toString(36)
    .slice(-length)
