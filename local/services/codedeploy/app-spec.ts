// The AppSpec of a Lambda deployment: which alias moves from which version to which.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
import { ServiceError } from '../../core/errors.ts'
import { isRecord } from '../../core/input/members.ts'

export interface AliasMove {
  readonly functionName: string
  readonly alias: string
  readonly currentVersion: string
  readonly targetVersion: string
}

const invalid = (message: string): ServiceError => new ServiceError('InvalidRevisionException', message)

/** Reads the content of an AppSpecContent revision, JSON or YAML. */
export const readAppSpec = async (content: string): Promise<readonly AliasMove[]> => {
  const { parse } = await import('yaml')
  const spec: unknown = parse(content)
  const resources = member(spec, 'Resources', 'resources')
  if (!Array.isArray(resources) || resources.length === 0) throw invalid('The AppSpec should have a list of Resources')
  if (member(spec, 'Hooks', 'hooks') !== undefined)
    throw invalid('Hooks of an AppSpec are not carried out by the local cloud; remove them')
  return resources.flatMap(named => Object.values(record(named)).map(readMove))
}

const readMove = (resource: unknown): AliasMove => {
  const properties = member(resource, 'Properties', 'properties')
  const text = (upper: string, lower: string): string => {
    const value = member(properties, upper, lower)
    if (typeof value === 'string' || typeof value === 'number') return String(value)
    throw invalid(`The AppSpec's resource should have the property ${upper}`)
  }
  return {
    functionName: text('Name', 'name'),
    alias: text('Alias', 'alias'),
    currentVersion: text('CurrentVersion', 'currentversion'),
    targetVersion: text('TargetVersion', 'targetversion'),
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {})

const member = (value: unknown, ...names: readonly string[]): unknown =>
  names.map(name => record(value)[name]).find(found => found !== undefined)
