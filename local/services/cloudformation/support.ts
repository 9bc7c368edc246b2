// What the local cloud does not carry out in a template, named before anything is made.

import type { Environment } from '../../template/environment.ts'
import { exists } from '../../template/graph.ts'
import { failedLookups } from '../../template/lookups.ts'
import { dynamicReferences, references } from '../../template/references.ts'
import type { ResourceDeclaration, Template, Value } from '../../template/template.ts'
import { asFarAsKnown, known } from './beforehand.ts'
import { type ResourceType, type ResourceTypes, refusedAmong } from './resources/resource-type.ts'
import { shaped } from './resources/shape.ts'

export const supportProblems = (
  template: Template,
  environment: Environment,
  types: ResourceTypes,
): readonly string[] => {
  const { conditions } = environment
  const resources = Object.entries(template.Resources).filter(([, resource]) => exists(resource, conditions))
  const outputs = Object.entries(template.Outputs).filter(([, output]) => exists(output, conditions))
  const valueProblems = (name: string, value: Value | undefined): readonly string[] => [
    ...unknownAttributes(value, conditions, template, types),
    ...failedLookups(value, environment),
    ...dynamicReferences(value, conditions).map(
      reference => `${name}: The dynamic reference ${reference} is not carried out by the local cloud`,
    ),
  ]
  return [
    ...resources.flatMap(([logicalId, resource]) => [
      ...resourceProblems(logicalId, resource, environment, types),
      ...valueProblems(logicalId, resource.Properties),
    ]),
    ...outputs.flatMap(([name, { Value }]) => valueProblems(`Outputs.${name}`, Value)),
  ]
}

const unknownAttributes = (
  value: Value | undefined,
  conditions: Readonly<Record<string, boolean>>,
  { Resources }: Template,
  types: ResourceTypes,
): readonly string[] =>
  references(value, conditions).flatMap(({ kind, name, attribute }) => {
    const type = types.get(Resources[name]?.Type ?? '')
    if (kind !== 'attribute' || attribute === undefined || !type || type.attributes.includes(attribute)) return []
    return [`Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`]
  })

const resourceProblems = (
  logicalId: string,
  resource: ResourceDeclaration,
  environment: Environment,
  types: ResourceTypes,
): readonly string[] => {
  const type = types.get(resource.Type)
  if (!type) return [`${logicalId}: Resource type ${resource.Type} is not carried out by the local cloud`]
  const { Properties = {} } = resource
  const problems = [
    ...attributeProblems(resource),
    ...refusedAmong(type, asFarAsKnown(Properties, environment)).map(
      ({ what, instead }) =>
        `${type.type} ${what} is not carried out by the local cloud${instead === undefined ? '' : `; ${instead} is`}`,
    ),
    ...(type.refused?.(known(Properties, environment)) ?? []),
  ]
  return [...propertyProblems(logicalId, resource, type), ...problems.map(problem => `${logicalId}: ${problem}`)]
}

const propertyProblems = (
  logicalId: string,
  { Properties = {} }: ResourceDeclaration,
  type: ResourceType,
): readonly string[] => {
  const unknown = Object.keys(Properties).filter(name => !(name in type.properties))
  const missing = type.required.filter(name => Properties[name] === undefined)
  const misshapen = Object.entries(Properties).flatMap(([name, value]) => {
    const property = type.properties[name]
    return property ? shaped(property.shape, value, `/${name}`).problems : []
  })
  const details = [...missing.map(name => `#: required key [${name}] not found`), ...misshapen]
  return [
    ...unknown.map(name => `${logicalId} (${type.type}): Encountered unsupported property ${name}`),
    ...(details.length > 0
      ? [`Properties validation failed for resource ${logicalId} with message:\n[${details.join(', ')}]`]
      : []),
  ]
}

const POLICIES = ['Delete', 'Retain', 'RetainExceptOnCreate']

const attributeProblems = (resource: ResourceDeclaration): readonly string[] => {
  const { DeletionPolicy, UpdateReplacePolicy, CreationPolicy, UpdatePolicy = {}, Type } = resource
  const deployment = Type === 'AWS::Lambda::Alias' ? UpdatePolicy.CodeDeployLambdaAliasUpdate : undefined
  return [
    ...policyProblem('DeletionPolicy', DeletionPolicy),
    ...policyProblem('UpdateReplacePolicy', UpdateReplacePolicy),
    ...(CreationPolicy === undefined ? [] : ['CreationPolicy is not carried out by the local cloud']),
    ...Object.keys(UpdatePolicy)
      .filter(name => deployment === undefined || name !== 'CodeDeployLambdaAliasUpdate')
      .map(name => `UpdatePolicy ${name} is not carried out by the local cloud`),
    ...Object.keys(Object(deployment))
      .filter(name => name.endsWith('Hook'))
      .map(name => `${name} of CodeDeployLambdaAliasUpdate is not carried out by the local cloud`),
  ]
}

const policyProblem = (name: string, value: unknown): readonly string[] =>
  value === undefined || typeof value === 'object' || POLICIES.includes(String(value))
    ? []
    : [`${name} ${String(value)} is not carried out by the local cloud; it takes ${POLICIES.join(', ')}`]
