// A kill at every line of the log of a stack's life, over the real services: nothing is left that the stack does not know, and the stack goes on.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unowned } from '../../../../tests/crash/inventory.ts'
import { atEachLine } from '../../../../tests/support/lines-of-log.ts'
import { type TestRuntime, testRuntime } from '../../../../tests/support/test-runtime.ts'
import { services } from '../../../services.ts'

const folder = mkdtempSync(join(tmpdir(), 'local-cloud-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})

/** Names of CloudFormation's, of the user's own, and ids of services; most are made by several calls. */
const template = (days: number, more = {}): string =>
  JSON.stringify({
    Resources: {
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'own', RetentionInDays: days } },
      Nameless: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: days } },
      Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, Description: `${days} days` } },
      Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/own', TargetKeyId: { Ref: 'Key' } } },
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { Subscription: [{ Protocol: 'email', Endpoint: 'ana@example.com' }] },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'own',
          AssumeRolePolicyDocument: trust,
          Policies: [{ PolicyName: 'first', PolicyDocument: allow(`sns:${days > 7 ? 'Publish' : '*'}`) }],
        },
      },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'second', PolicyDocument: allow('kms:Decrypt'), Roles: [{ Ref: 'Role' }] },
      },
      Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: allow('logs:PutLogEvents') } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: { source: ['own'] }, Targets: [{ Id: 'topic', Arn: { Ref: 'Topic' } }] },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      Repository: { Type: 'AWS::CodeCommit::Repository', Properties: { RepositoryName: 'own' } },
      ...more,
    },
  })

const input = (TemplateBody: string) => ({ StackName: 'stack', TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] })

const ask = async (cloud: TestRuntime, operation: string, more: Readonly<Record<string, unknown>>): Promise<string> => {
  await cloud.call(operation, { StackName: 'stack', ...more }, 'cloudformation')
  await cloud.runtime.idle()
  return await statusOf(cloud)
}

const statusOf = async (cloud: TestRuntime): Promise<string> => {
  const { Stacks } = await cloud
    .call('DescribeStacks', { StackName: 'stack' }, 'cloudformation')
    .catch(() => ({ Stacks: [{ StackStatus: 'none' }] }))
  const [stack] = Stacks as readonly { readonly StackStatus: string }[]
  return stack?.StackStatus ?? 'none'
}

interface Act {
  readonly name: string
  /** What is there when it begins. */
  readonly before?: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** The statuses in which a start may leave the stack. */
  readonly rests: RegExp
}

const clash = {
  Clash: { Type: 'AWS::Logs::LogGroup', DependsOn: ['Group', 'Role', 'Key'], Properties: { LogGroupName: 'own' } },
}

const acts: readonly Act[] = [
  { name: 'a creation', operation: 'CreateStack', input: input(template(7)), rests: /^(none|CREATE_COMPLETE)$/ },
  {
    name: 'an update',
    before: template(7),
    operation: 'UpdateStack',
    input: input(template(14)),
    rests: /^(CREATE_COMPLETE|UPDATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/,
  },
  {
    name: 'an update that fails and is rolled back',
    before: template(7),
    operation: 'UpdateStack',
    input: input(template(14, clash)),
    rests: /^(CREATE_COMPLETE|UPDATE_ROLLBACK_COMPLETE)$/,
  },
  { name: 'a deletion', before: template(7), operation: 'DeleteStack', input: {}, rests: /^(CREATE_COMPLETE|none)$/ },
]

test.each(acts)(
  '$name that is killed at any line leaves nothing behind, and the stack can be deployed and deleted',
  async act => {
    const points: string[] = []
    let lines = 0
    const recorded = testRuntime(services)
    if (act.before) expect(await ask(recorded, 'CreateStack', input(act.before))).toBe('CREATE_COMPLETE')
    recorded.runtime.subscribe(
      atEachLine(recorded.stateFolder, line => {
        lines += 1
        if (lines % EVERY !== 1) return undefined
        const copy = join(folder, `${act.operation}-${acts.indexOf(act)}-${line}`)
        points.push(copy)
        return copy
      }),
    )
    await ask(recorded, act.operation, act.input)
    await recorded.close()
    expect(lines).toBeGreaterThan(20)
    const problems: string[] = []
    for (const stateFolder of points) problems.push(...(await survive(act, stateFolder)))
    expect(problems).toEqual([])
  },
)

/** Of so many lines one: spread over all of them and on both sides of each call. npm run crash goes through every line. */
const EVERY = Number(process.env.KILL_EVERY ?? 7)

const survive = async (act: Act, stateFolder: string): Promise<readonly string[]> => {
  const at = stateFolder.split('-').at(-1)
  const cloud = testRuntime(services, { stateFolder })
  const problems: string[] = []
  const check = (holds: boolean, what: string): void => {
    if (!holds) problems.push(`line ${at}: ${what}`)
  }
  await cloud.runtime.idle()
  const left = await statusOf(cloud)
  check(act.rests.test(left), `the stack is ${left}`)
  check(unowned(cloud.runtime).length === 0, `left over: ${unowned(cloud.runtime)}`)
  const deployed = await ask(cloud, left === 'none' ? 'CreateStack' : 'UpdateStack', input(template(30)))
  check(/^(CREATE|UPDATE)_COMPLETE$/.test(deployed), `the next deployment ends ${deployed}: ${await reasons(cloud)}`)
  const deleted = await ask(cloud, 'DeleteStack', {})
  check(deleted === 'none', `its deletion ends ${deleted}: ${await reasons(cloud)}`)
  check(unowned(cloud.runtime).length === 0, `left over at the end: ${unowned(cloud.runtime)}`)
  problems.push(...cloud.bugs)
  await cloud.close()
  return problems
}

const reasons = async (cloud: TestRuntime): Promise<string> => {
  const { StackEvents } = await cloud
    .call('DescribeStackEvents', { StackName: 'stack' }, 'cloudformation')
    .catch(() => ({ StackEvents: [] }))
  return (StackEvents as readonly Readonly<Record<string, string>>[])
    .filter(event => event.ResourceStatus?.endsWith('FAILED'))
    .map(event => `${event.LogicalResourceId} ${event.ResourceStatusReason}`)
    .join('; ')
}
