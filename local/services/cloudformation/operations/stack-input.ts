// What CreateStack, UpdateStack and CreateChangeSet have in common: the template, its parameters, and who deploys it.

import type { Members } from '../../../core/input/members.ts'
import type { Access, ConditionContext } from '../../../core/policy.ts'
import type { Desk, Scope } from '../../../core/service.ts'
import { SERVERLESS_TRANSFORM } from '../../../template/template.ts'
import type { Draft, Source } from '../documents.ts'
import { principalOf } from '../engine/run.ts'
import type { Documents } from '../machine/documents.ts'
import { lookUp } from '../parameter-store.ts'
import { invalid, type Read, readDraft, type StackIdentity, shownParameters } from '../source.ts'
import type { CloudFormationState, OperationKind, Request, Stack, Tag } from '../state.ts'
import { type TemplateSource, templateSource, templateText } from '../template-text.ts'

export const STACK_NAME = /^[a-zA-Z][-a-zA-Z0-9]*$/
const STACK_NAME_OR_ID = /^([a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*)$/
export const CLIENT_TOKEN = /^[a-zA-Z0-9][-a-zA-Z0-9]*$/

export interface StackInput {
  readonly stackName: string
  readonly template: TemplateSource
  readonly usePreviousTemplate: boolean
  readonly parameters: readonly {
    readonly key: string
    readonly value: string | undefined
    readonly usePrevious: boolean
  }[]
  readonly capabilities: readonly string[]
  readonly roleArn?: string
  /** Undefined: the stack keeps the tags it has. */
  readonly tags?: readonly Tag[]
  readonly token?: string
}

export const stackInput = (members: Members): StackInput => {
  const roleArn = members.optionalString('RoleARN', { min: 20, max: 2048 })
  const token = members.optionalString('ClientRequestToken', { min: 1, max: 128, pattern: CLIENT_TOKEN })
  const tags = members.has('Tags') ? tagsIn(members) : undefined
  const usePreviousTemplate = members.boolean('UsePreviousTemplate')
  // Unverified: AWS's words.
  if (usePreviousTemplate && (members.has('TemplateBody') || members.has('TemplateURL')))
    throw invalid('You cannot specify UsePreviousTemplate beside TemplateBody or TemplateURL')
  return {
    stackName: members.string('StackName', { min: 1, pattern: STACK_NAME_OR_ID }),
    template: templateSource(members),
    usePreviousTemplate,
    parameters: listed(members, 'Parameters').map(parameterIn),
    capabilities: texts(members, 'Capabilities').map(capability => {
      if (CAPABILITIES.includes(capability)) return capability
      throw members.wrong(
        'Capabilities',
        capability,
        `Member must satisfy enum value set: [${CAPABILITIES.join(', ')}]`,
      )
    }),
    ...(roleArn !== undefined && { roleArn }),
    ...(tags !== undefined && { tags }),
    ...(token !== undefined && { token }),
  }
}

const parameterIn = (parameter: Members) => {
  const key = parameter.string('ParameterKey')
  const value = parameter.optionalString('ParameterValue')
  const usePrevious = parameter.boolean('UsePreviousValue')
  if (usePrevious && value !== undefined && value !== '')
    throw invalid(
      `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
    )
  return { key, value, usePrevious }
}

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']

const tagsIn = (members: Members): readonly Tag[] =>
  listed(members, 'Tags').map(tag => ({ Key: tag.string('Key'), Value: tag.string('Value') }))

/** An empty list arrives from the query protocol as an empty string. */
const listed = (members: Members, name: string): readonly Members[] =>
  members.raw(name) === '' ? [] : members.structures(name)
export const texts = (members: Members, name: string): readonly string[] =>
  members.raw(name) === '' ? [] : members.strings(name)

/** @throws ServiceError ValidationError naming every given member that is not carried out */
export const refuseMembers = (members: Members, names: readonly string[]): void => {
  const given = names.filter(name => isGiven(members.raw(name)))
  if (given.length > 0)
    throw invalid(`The parameters [${given.join(', ')}] are not carried out by the local cloud; leave them out`)
}

const isGiven = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '' || value === false || value === 'false') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** How a stack is deployed: STANDARD is what AWS does unless asked. @throws ServiceError NotImplemented for what is not carried out */
export const standardOnly = (members: Members): void => {
  const config = members.optionalStructure('DeploymentConfig')
  config?.only('Mode', 'STANDARD')
  config?.only('DisableRollback', 'false')
}

export const NOT_CARRIED_OUT = [
  'RollbackConfiguration',
  'NotificationARNs',
  'ResourceTypes',
  'StackPolicyBody',
  'StackPolicyURL',
  'StackPolicyDuringUpdateBody',
  'StackPolicyDuringUpdateURL',
  'TimeoutInMinutes',
  'RetainExceptOnCreate',
]

/** Condition keys of the requests that carry a template. */
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
export const stackContext = ({ template, roleArn }: StackInput): ConditionContext => ({
  ...(template.url !== undefined && { 'cloudformation:TemplateUrl': template.url }),
  ...(roleArn !== undefined && { 'cloudformation:RoleArn': roleArn }),
})

export const passRole = (roleArn: string | undefined): readonly Access[] =>
  roleArn === undefined
    ? []
    : [
        {
          action: 'iam:PassRole',
          resource: roleArn,
          context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
        },
      ]

/** The template as given, or the stack's own. */
export const draftOf = async (
  desk: Desk<CloudFormationState>,
  input: StackInput,
  scope: Scope,
  stack: Stack | undefined,
  documents: Documents,
): Promise<Draft> => {
  const former = stack?.settings.source
  const source = former === undefined ? undefined : documents.get(former)
  const text = input.usePreviousTemplate ? source?.text : await templateText(desk, input.template, scope)
  if (text === undefined) throw invalid('Either Template URL or Template Body must be specified.')
  const kept = input.parameters.filter(parameter => parameter.usePrevious)
  const unknown = kept.filter(({ key }) => source?.parameters[key] === undefined).map(({ key }) => key)
  if (unknown.length > 0)
    throw invalid(
      `Invalid input for parameter key ${unknown.join(', ')}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
    )
  return {
    text,
    given: Object.fromEntries(
      input.parameters.flatMap(({ key, value, usePrevious }) =>
        usePrevious || value === undefined ? [] : [[key, value]],
      ),
    ),
    previous: Object.fromEntries(kept.map(({ key }) => [key, source?.stored?.[key] ?? source?.parameters[key] ?? ''])),
  }
}

/** @throws ServiceError ValidationError when CloudFormation cannot assume the role; AccessDenied when it may not use the transform */
export const readFor = async (
  desk: Desk<CloudFormationState>,
  input: StackInput,
  scope: Scope,
  stack: Stack | undefined,
  documents: Documents,
  identity: StackIdentity,
): Promise<{ readonly draft: Draft; readonly read: Read }> => {
  const draft = await draftOf(desk, input, scope, stack, documents)
  const roleArn = input.roleArn ?? stack?.RoleARN
  const read = await readDraft(
    draft,
    desk,
    identity,
    lookUp(desk, () => principalOf(desk, scope.principal, roleArn)),
  )
  const deployer = principalOf(desk, scope.principal, roleArn)
  const transforms = read.transforms.map(name => ({
    action: 'cloudformation:CreateChangeSet',
    resource: `arn:aws:cloudformation:${desk.region}:aws:transform/${name.replace(/^AWS::/, '')}`,
  }))
  if (read.transforms.includes(SERVERLESS_TRANSFORM)) desk.authorize(deployer, transforms)
  return { draft: { ...draft, lookedUp: read.lookedUp }, read }
}

export const requestOf = (
  kind: OperationKind,
  input: Omit<StackInput, 'template' | 'parameters' | 'usePreviousTemplate'>,
  scope: Scope,
  source: Source,
  id: string,
  formerTags: readonly Tag[] = [],
): Request => ({
  ...requestBy(kind, input.stackName, scope, input),
  parameters: shownParameters(source),
  capabilities: input.capabilities,
  tags: input.tags ?? formerTags,
  source: id,
  ...(source.template.Description !== undefined && { description: source.template.Description }),
})

export const requestBy = (
  kind: OperationKind,
  stackName: string,
  { principal }: Scope,
  { roleArn, token }: { readonly roleArn?: string; readonly token?: string },
): Request => ({
  kind,
  stackName,
  principal,
  ...(roleArn !== undefined && { roleArn }),
  ...(token !== undefined && { clientRequestToken: token }),
})
