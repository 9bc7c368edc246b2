// What there is in a local cloud, beside what its stacks have: whatever no stack knows was left by somebody.

import type { Runtime } from '../../local/kernel/runtime.ts'
import type { ApiGatewayState } from '../../local/services/apigateway/state.ts'
import type { CloudFormationState } from '../../local/services/cloudformation/state.ts'
import type { CodeBuildState } from '../../local/services/codebuild/state.ts'
import type { CodeCommitState } from '../../local/services/codecommit/state.ts'
import type { CodeDeployState } from '../../local/services/codedeploy/state.ts'
import type { CodePipelineState } from '../../local/services/codepipeline/state.ts'
import type { EventsState } from '../../local/services/events/state.ts'
import type { IamState } from '../../local/services/iam/state.ts'
import type { KmsState } from '../../local/services/kms/state.ts'
import type { LambdaState } from '../../local/services/lambda/state.ts'
import type { LogsState } from '../../local/services/logs/state.ts'
import type { S3State } from '../../local/services/s3/state.ts'
import type { SnsState } from '../../local/services/sns/state.ts'

/** A resource, by the physical ID that CloudFormation gives it. */
export interface Found {
  readonly kind: string
  readonly id: string
  readonly of?: string
}

/** Resources that no stack has, made alike from one run to the next: names without what is random in them. */
export const unowned = (runtime: Runtime): readonly string[] => {
  const { stacks } = runtime.state('cloudformation') as CloudFormationState
  const owned = new Set(
    [...stacks.values()].flatMap(({ resources, leftovers }) => [
      ...[...resources.values()].flatMap(({ live }) => live?.physicalId ?? []),
      ...leftovers.map(({ version }) => version.physicalId),
    ]),
  )
  return inventory(runtime)
    .filter(({ id, of = id }) => !owned.has(id) && !owned.has(of))
    .map(({ kind, id }) => `${kind} ${id.replaceAll(RANDOM, '*')}`)
    .sort()
}

const RANDOM = /[0-9a-f]{8}-[0-9a-f-]{27}|(?<=-)(?=[a-zA-Z0-9]*\d)[a-zA-Z0-9]{8,}$/g

/** Versions of functions are not listed: each belongs to its function, goes with it, and is retained by the stack. */
const inventory = (runtime: Runtime): readonly Found[] => {
  const stateOf = <State>(signingName: string): State => runtime.state(signingName) as State
  const all = (kind: string, ids: Iterable<string>): readonly Found[] => [...ids].map(id => ({ kind, id }))
  const { roles, policies } = stateOf<IamState>('iam')
  const { keys, aliases } = stateOf<KmsState>('kms')
  const { topics, subscriptions } = stateOf<SnsState>('sns')
  const { applications, groups } = stateOf<CodeDeployState>('codedeploy')
  const { restApis, httpApis } = stateOf<ApiGatewayState>('apigateway')
  const functions = [...stateOf<LambdaState>('lambda').functions]
  return [
    ...all('role', roles.keys()),
    ...all('policy', policies.keys()),
    ...all(
      'key',
      [...keys.values()].filter(({ KeyState }) => KeyState !== 'PendingDeletion').map(({ KeyId }) => KeyId),
    ),
    ...all('alias', aliases.keys()),
    ...all('bucket', stateOf<S3State>('s3').buckets.keys()),
    ...all('log group', stateOf<LogsState>('logs').groups.keys()),
    ...all('topic', topics.keys()),
    // A topic's own go with it.
    ...[...subscriptions].map(([id, { TopicArn }]) => ({ kind: 'subscription', id, of: TopicArn })),
    ...all(
      'rule',
      [...stateOf<EventsState>('events').rules.values()].map(({ Name }) => Name),
    ),
    ...all(
      'repository',
      [...stateOf<CodeCommitState>('codecommit').repositories.values()].map(one => one.repositoryId),
    ),
    ...all('project', stateOf<CodeBuildState>('codebuild').projects.keys()),
    ...all('pipeline', stateOf<CodePipelineState>('codepipeline').pipelines.keys()),
    ...all('application', applications.keys()),
    ...all(
      'deployment group',
      [...groups.keys()].map(name => name.split('/').at(-1) ?? ''),
    ),
    ...all('API', [...restApis.keys(), ...httpApis.keys()]),
    ...all(
      'deployment of an API',
      [...restApis.values()].flatMap(({ deployments }) => [...deployments.keys()]),
    ),
    ...all(
      'function',
      functions.map(([name]) => name),
    ),
    ...all(
      'permission',
      functions.flatMap(([, { policies: documents }]) =>
        [...documents.values()].flatMap(({ Statement }) => Statement.map(({ Sid }) => String(Sid))),
      ),
    ),
  ]
}
