// Whom the roles of a stack trust. Whoever pushes writes the roles of app-sam.yaml, and IAM has no condition for what a new role's trust says: so this
// function, which no push can change, looks at them before any test runs, and a commit with a role for others goes no further than the first stage.
import {
  type CloudFormationClient,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation'
import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam'

/** Edit here which services may take on the service's roles, for example `scheduler.amazonaws.com` or, for canaries, `codedeploy.amazonaws.com`. */
const mayAssume = ['lambda.amazonaws.com']

export interface TrustClients {
  readonly cloudFormation: Pick<CloudFormationClient, 'send'>
  readonly iam: Pick<IAMClient, 'send'>
}

/** Every role of the stack that somebody else may take on, in words; none when all is well. */
export async function trustProblems(stackName: string, clients: TrustClients): Promise<readonly string[]> {
  const roles = (await resourcesOf(stackName, clients)).filter(({ ResourceType }) => ResourceType === 'AWS::IAM::Role')
  const problems = await Promise.all(
    roles.map(async ({ LogicalResourceId, PhysicalResourceId }) => {
      const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: PhysicalResourceId }))
      const foreign = foreignPrincipals(Role?.AssumeRolePolicyDocument ?? '')
      return foreign.length === 0
        ? []
        : [
            `the role ${LogicalResourceId} of the stack '${stackName}' may be taken on by ${foreign.join(' and ')}, expected ${mayAssume.join(' or ')} alone`,
          ]
    }),
  )
  return problems.flat()
}

async function resourcesOf(StackName: string, { cloudFormation }: TrustClients): Promise<StackResourceSummary[]> {
  const all: StackResourceSummary[] = []
  let NextToken: string | undefined
  do {
    const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName, NextToken }))
    all.push(
      ...(page.StackResourceSummaries ?? []).filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE'),
    )
    NextToken = page.NextToken
  } while (NextToken)
  return all
}

/** `encoded` is the policy as IAM answers it: URL-encoded JSON. */
export function foreignPrincipals(encoded: string): readonly string[] {
  const { Statement } = asRecord(JSON.parse(decodeURIComponent(encoded)))
  return list(Statement)
    .map(asRecord)
    .filter(({ Effect }) => Effect !== 'Deny')
    .flatMap(({ Principal }) => trustees(Principal))
    .filter(name => !mayAssume.some(service => name === `Service ${service}`))
}

function trustees(principal: unknown): readonly string[] {
  if (principal === undefined) return ['all but some'] // NotPrincipal
  if (typeof principal === 'string') return [principal]
  return Object.entries(asRecord(principal)).flatMap(([kind, names]) => list(names).map(name => `${kind} ${name}`))
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
