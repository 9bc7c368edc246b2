// The values that AWS's model has for a member: the schemas of the SDK's clients do not have them, their declarations do.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CLIENTS } from '../../contract/clients.ts'
import type { Modelled } from '../../contract/model.ts'
import { root } from '../../support/repository.ts'

/** The values of a member of a structure, or of the items of a list in it; undefined when it is free text. */
export const valuesOf = (
  { service, client }: Modelled,
  structure: string,
  member: string,
): readonly string[] | undefined => {
  for (const name of CLIENTS[service.signingName] ?? []) {
    const type = typesOf(name).get(`${structure}.${member}`)
    const values = type === undefined ? undefined : client.exports[type]
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      return [...Object.values(values), ...(BESIDES[`${structure}.${member}`] ?? [])]
  }
  return undefined
}

/** What AWS answers although its model has it otherwise, with the source. */
const BESIDES: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachedPermissionsBoundary.html says PermissionsBoundaryPolicy, and the answers of
  // https://docs.aws.amazon.com/cli/latest/reference/iam/get-role.html have Policy.
  'AttachedPermissionsBoundary.PermissionsBoundaryType': ['Policy'],
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html: the element is empty for us-east-1.
  'GetBucketLocationOutput.LocationConstraint': [''],
}

const known = new Map<string, ReadonlyMap<string, string>>()

/** `FunctionConfiguration.State` → `State`, for members whose type is a name. */
const typesOf = (client: string): ReadonlyMap<string, string> => {
  const types = known.get(client) ?? read(client)
  known.set(client, types)
  return types
}

const read = (client: string): ReadonlyMap<string, string> => {
  const types = new Map<string, string>()
  for (const number of [0, 1, 2, 3]) {
    const file = join(root, 'node_modules', client, `dist-types/models/models_${number}.d.ts`)
    if (!existsSync(file)) break
    for (const [, structure, body = ''] of readFileSync(file, 'utf8').matchAll(
      /^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm,
    ))
      for (const [, member, type = ''] of body.matchAll(/^ {4}(\w+)\??: \(?(\w+)\)?(?:\[\])? \| undefined;/gm))
        if (!['string', 'number', 'boolean', 'Date'].includes(type)) types.set(`${structure}.${member}`, type)
  }
  return types
}
