// What an alias serves beside what the stack has just given its function: an alias points to a version, and where nothing published a new one, a
// deployment succeeds without effect.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
// Differs from AWS: which says nothing.

import type { ValueMap } from '../../../../template/template.ts'
import { same } from '../properties.ts'
import type { Hands } from '../resource-type.ts'

/** What a version is a copy of. Its description may be its own, and the rest of a configuration is about the version and not of it. */
const COPIED = [
  'Architectures',
  'CodeSha256',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
]

type Configuration = ValueMap

/** What $LATEST has and the alias does not serve, in words; nothing when they are the same. */
export const unserved = async (FunctionName: string, Name: string, hands: Hands): Promise<string | undefined> => {
  const { FunctionVersion } = await hands.call<{ readonly FunctionVersion: string }>('lambda', 'GetAlias', {
    FunctionName,
    Name,
  })
  const configuration = (Qualifier?: string) =>
    hands.call<Configuration>('lambda', 'GetFunctionConfiguration', { FunctionName, ...(Qualifier && { Qualifier }) })
  const [latest, served] = [await configuration(), await configuration(FunctionVersion)]
  const members = COPIED.filter(member => !same(latest[member], served[member]))
  if (members.length === 0) return undefined
  return `Not served: ${members.join(', ')} of ${FunctionName} changed in $LATEST only; alias ${Name} still serves version ${FunctionVersion}, because no new version was published (README.md, "For your own service")`
}
