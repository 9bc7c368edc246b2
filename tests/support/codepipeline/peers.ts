// Stand-ins for the services that actions call: each answers what the test gives it, and every call is noted.

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { ServiceError } from '../../../local/core/errors.ts'
import type { Fact } from '../../../local/core/event.ts'
import type { Principal } from '../../../local/core/principal.ts'
import type { AnyService, Desk } from '../../../local/core/service.ts'
import { standIn } from '../stand-in.ts'
import type { Json } from './declarations.ts'

export interface Called {
  readonly operation: string
  readonly input: Json
  readonly principal: Principal
}

export type Answer = (input: Json, desk: Desk<unknown>) => unknown

export class Peers {
  readonly calls: Called[] = []
  /** `s3:GetObject` and what it answers; a test may put its own answer in place. */
  readonly answers: Record<string, Answer> = { ...DEFAULTS }
  /** By bucket/key. */
  readonly objects = new Map<string, Uint8Array>()
  readonly services: readonly AnyService[]

  constructor() {
    this.answers['s3:GetObject'] = ({ Bucket, Key }) => ({
      Body: Readable.from([this.object(`${Bucket}/${Key}`)]),
      ETag: '"e"',
      VersionId: 'v1',
    })
    this.answers['s3:PutObject'] = async ({ Bucket, Key, Body }) => {
      const bytes = Body instanceof Readable ? await buffer(Body) : (Body as Uint8Array)
      this.objects.set(`${Bucket}/${Key}`, bytes)
      return {}
    }
    const names = ['codecommit', 'codebuild', 'cloudformation', 'lambda', 'sns', 's3', 'sts']
    this.services = names.map(name => this.service(name))
  }

  /** The inputs with which an operation was called, in order. */
  inputs(operation: string): readonly Json[] {
    return this.calls.filter(call => call.operation === operation).map(({ input }) => input)
  }

  private object(path: string): Uint8Array {
    const found = this.objects.get(path)
    if (found) return found
    throw new ServiceError('NoSuchKey', `The specified key does not exist: ${path}`, 404)
  }

  private service(name: string): AnyService {
    const known = OPERATIONS.filter(operation => operation.startsWith(`${name}:`))
    return {
      ...standIn(name),
      source: `aws.${name}`,
      resourceTags: () => undefined,
      initial: () => ({}),
      evolve: () => undefined,
      operations: Object.fromEntries(
        known.map(operation => [operation.replace(/^.*:/, ''), this.operation(operation)]),
      ),
    }
  }

  private operation(operation: string): AnyService['operations'][string] {
    return {
      input: members => members.value,
      access: () => [{ action: operation, resource: '*' }],
      perform: async (desk, input: Json, { principal }) => {
        this.calls.push({ operation, input, principal })
        return this.answers[operation]?.(input, desk)
      },
    }
  }
}

const OPERATIONS = [
  ...['GetBranch', 'GetCommit', 'UploadArchive'].map(name => `codecommit:${name}`),
  ...['StartBuild', 'BatchGetBuilds'].map(name => `codebuild:${name}`),
  ...['DescribeStacks', 'CreateStack', 'UpdateStack', 'DeleteStack', 'DescribeStackEvents'].map(
    name => `cloudformation:${name}`,
  ),
  ...['CreateChangeSet', 'DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet'].map(
    name => `cloudformation:${name}`,
  ),
  'lambda:Invoke',
  'sns:Publish',
  'sts:AssumeRole',
  ...['GetObject', 'PutObject', 'GetBucketVersioning'].map(name => `s3:${name}`),
]

export const STACK_ID = 'arn:aws:cloudformation:us-east-1:000000000000:stack/stack/1'
export const BUILD_ID = 'project:1'

export const stackEvent = (status: string, token: unknown, reason = ''): Fact => ({
  source: 'aws.cloudformation',
  'detail-type': 'CloudFormation Stack Status Change',
  resources: [STACK_ID],
  detail: {
    'stack-id': STACK_ID,
    'client-request-token': token,
    'status-details': { status, 'status-reason': reason },
  },
})

export const buildEvent = (status: string): Fact => ({
  source: 'aws.codebuild',
  'detail-type': 'CodeBuild Build State Change',
  resources: [],
  detail: { 'build-status': status, 'build-id': `arn:aws:codebuild:us-east-1:000000000000:build/${BUILD_ID}` },
})

export const noStack = (): never => {
  throw new ServiceError('ValidationError', 'Stack with id stack does not exist')
}

const done = (StackStatus: string) => ({
  Stacks: [{ StackId: STACK_ID, StackStatus, Outputs: [{ OutputKey: 'ApiUrl', OutputValue: 'http://api' }] }],
})

export const stackIn =
  (status: string): Answer =>
  () =>
    done(status)

const DEFAULTS: Readonly<Record<string, Answer>> = {
  'codecommit:GetBranch': () => ({ branch: { branchName: 'main', commitId: 'c1' } }),
  'codecommit:GetCommit': ({ commitId }) => ({
    commit: {
      commitId,
      message: 'say the time\n',
      author: { date: '1767225600 +0100' },
      committer: { date: '1767225601 +0100' },
    },
  }),
  'codecommit:UploadArchive': () => ({}),
  'codebuild:StartBuild': () => ({ build: { id: BUILD_ID, logs: { deepLink: 'http://logs' } } }),
  'codebuild:BatchGetBuilds': () => ({ builds: [{ id: BUILD_ID, buildStatus: 'IN_PROGRESS' }] }),
  'cloudformation:DescribeStacks': stackIn('UPDATE_COMPLETE'),
  'cloudformation:DescribeStackEvents': () => ({ StackEvents: [] }),
  'cloudformation:UpdateStack': ({ ClientRequestToken }, desk) => {
    // The event may come before the answer.
    desk.record(stackEvent('UPDATE_IN_PROGRESS', ClientRequestToken), stackEvent('UPDATE_COMPLETE', ClientRequestToken))
    return { StackId: STACK_ID }
  },
  'cloudformation:CreateStack': ({ ClientRequestToken }, desk) => {
    desk.record(stackEvent('CREATE_COMPLETE', ClientRequestToken))
    return { StackId: STACK_ID }
  },
  'cloudformation:DeleteStack': ({ ClientRequestToken }, desk) => {
    desk.record(stackEvent('DELETE_COMPLETE', ClientRequestToken))
    return {}
  },
  'cloudformation:CreateChangeSet': () => ({ Id: 'change-set-id', StackId: STACK_ID }),
  'cloudformation:DescribeChangeSet': () => ({
    ChangeSetName: 'release',
    StackId: STACK_ID,
    Status: 'CREATE_COMPLETE',
  }),
  'cloudformation:DeleteChangeSet': () => ({}),
  'cloudformation:ExecuteChangeSet': ({ ClientRequestToken }, desk) => {
    desk.record(stackEvent('UPDATE_COMPLETE', ClientRequestToken))
    return {}
  },
  'lambda:Invoke': () => ({ StatusCode: 202 }),
  'sns:Publish': () => ({ MessageId: 'm' }),
  's3:GetBucketVersioning': () => ({ Status: 'Enabled' }),
  'sts:AssumeRole': () => ({
    Credentials: { AccessKeyId: 'ASIATESTTESTTESTTEST', SecretAccessKey: 's', SessionToken: 't' },
  }),
}
