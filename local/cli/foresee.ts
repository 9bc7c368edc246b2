// What a template asks for that the local cloud does not carry out, as far as the text alone tells: before a build has packaged it, and without the
// values of parameters that have no default.

import type { Place } from '../core/arn.ts'
import { ServiceError } from '../core/errors.ts'
import { resourceTypes } from '../services/cloudformation/resources/index.ts'
import { supportProblems } from '../services/cloudformation/support.ts'
import { conditionValues } from '../template/conditions.ts'
import type { Environment } from '../template/environment.ts'
import { attemptServerless } from '../template/serverless/transform.ts'
import { SERVERLESS_TRANSFORM, type Template, type Value, type ValueMap } from '../template/template.ts'

export interface Foreseen {
  /** The logical ID in the template, where one is to blame. */
  readonly logicalId: string | undefined
  readonly message: string
}

/** Resources under a condition are left out, and dynamic references: what is given at the deployment decides about branches. */
export const foreseen = (template: Template, place: Place): readonly Foreseen[] => {
  const parameters = Object.fromEntries(
    Object.entries(template.Parameters).flatMap(([name, { Type, Default }]) =>
      Default === undefined || Type.startsWith('AWS::SSM::') ? [] : [[name, Default]],
    ),
  )
  try {
    const { transformed, problems } = template.Transform.includes(SERVERLESS_TRANSFORM)
      ? attemptServerless(packagedLater(template), parameters, place)
      : { transformed: template, problems: [] }
    const made = { ...transformed, Resources: unconditional(transformed.Resources), Outputs: {} }
    const environment = environmentOf(made, parameters, place)
    const unsupported = supportProblems(made, environment, resourceTypes)
    return [...new Set([...problems, ...unsupported])]
      .filter(message => message.includes(NOT_CARRIED_OUT) && !message.includes('dynamic reference'))
      .map(message => ({ logicalId: blamed(message, template), message }))
  } catch (error) {
    if (error instanceof ServiceError) return [] // the deployment says it, when it knows the parameters
    throw error
  }
}

const NOT_CARRIED_OUT = 'not carried out by the local cloud'

/** A local path becomes an object of S3 before the template is deployed. */
const packagedLater = (template: Template): Template => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(template.Resources).map(([logicalId, resource]) => [
      logicalId,
      { ...resource, Properties: packaged(resource.Type, resource.Properties ?? {}) },
    ]),
  ),
})

const PACKAGED = { Bucket: 'packaged', Key: 'packaged' }

const packaged = (type: string, properties: ValueMap): ValueMap => {
  const isMissing = type === 'AWS::Serverless::Function' && properties.InlineCode === undefined
  const local = (value: Value | undefined): boolean => typeof value === 'string' && !value.startsWith('s3://')
  const names = ['CodeUri', 'ContentUri', 'DefinitionUri'].filter(name => local(properties[name]))
  const later = isMissing && properties.CodeUri === undefined ? [...names, 'CodeUri'] : names
  return { ...properties, ...Object.fromEntries(later.map(name => [name, PACKAGED])) }
}

const unconditional = (resources: Template['Resources']): Template['Resources'] =>
  Object.fromEntries(Object.entries(resources).filter(([, { Condition }]) => Condition === undefined))

const environmentOf = (template: Template, parameters: Environment['parameters'], place: Place): Environment => {
  const environment = {
    place,
    stackName: 'stack',
    stackId: 'stack',
    notificationArns: [],
    template: { ...template, Conditions: {} },
    parameters,
    ref: () => undefined,
    attribute: () => undefined,
    importValue: () => undefined,
  }
  return { ...environment, conditions: conditionValues(environment) }
}

/** A resource that a transform made is named after the one that it came of. */
const blamed = (message: string, { Resources }: Template): string | undefined => {
  const [, named = ''] = /^(?:Resource with id \[)?(\w+)/.exec(message) ?? []
  const origins = Object.keys(Resources).filter(logicalId => named.startsWith(logicalId))
  return origins.sort((a, b) => b.length - a.length)[0]
}
