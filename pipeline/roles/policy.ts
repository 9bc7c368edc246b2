// IAM policies as plain statements: each with a Sid, so that a reviewer, a finding and a refusal can name it.
import type { Construct } from 'constructs'
import { CfnRole, Fn } from '../cdk.ts'

export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>

export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: string | Readonly<Record<string, string>>
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Condition
}

export const allow = (sid: string, actions: readonly string[], resources: readonly string[], condition?: Condition) =>
  statement('Allow', sid, actions, resources, condition)

export const deny = (sid: string, actions: readonly string[], resources: readonly string[], condition: Condition) =>
  statement('Deny', sid, actions, resources, condition)

export const policyDocument = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements })

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html: a transform is permitted as a change set on it. */
export const expandSam = () =>
  allow(
    'ExpandSam',
    ['cloudformation:CreateChangeSet'],
    [Fn.sub('arn:${AWS::Partition}:cloudformation:${AWS::Region}:aws:transform/Serverless-2016-10-31')],
  )

/** A role that one AWS service takes on, with exactly these statements. */
export function serviceRole(
  scope: Construct,
  id: string,
  props: { service: string; condition?: Condition; statements: readonly Statement[] },
): InstanceType<typeof CfnRole> {
  return new CfnRole(scope, id, {
    assumeRolePolicyDocument: trust(props.service, props.condition),
    policies: [{ policyName: id, policyDocument: policyDocument(props.statements) }],
  })
}

// Where AWS documents aws:SourceArn for the service's roles, the condition names the one resource that may act (CodeBuild, EventBridge).
// CodePipeline, CloudFormation and Lambda document none for theirs: who may pass the role decides, and roles are not passed across accounts.
export const trust = (service: string, condition?: Condition) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      ...(condition && { Condition: condition }),
    },
  ],
})

const statement = (
  effect: 'Allow' | 'Deny',
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  condition?: Condition,
): Statement => ({
  Sid: sid,
  Effect: effect,
  Action: oneOrMany(actions),
  Resource: oneOrMany(resources),
  ...(condition && { Condition: condition }),
})

// A list of one is written without the brackets: a template of up to 51,200 bytes needs no bucket on its way.
const oneOrMany = (values: readonly string[]) => (values.length === 1 && values[0] !== undefined ? values[0] : values)
