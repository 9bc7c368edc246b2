// A released service and somebody who may push to it: what a commit of theirs is refused, and what it leaves behind.

import { messageOf } from '../../local/core/errors.ts'
import type { ServiceEvent } from '../../local/core/event.ts'
import { isRecord } from '../../local/core/input/members.ts'
import { roleSession } from '../../local/core/principal.ts'
import type { IamState } from '../../local/services/iam/state.ts'
import type { Cast } from '../../permissions/stories/cast.ts'
import { releasedCast } from '../support/released.ts'
import type { Repository } from '../support/repository.ts'
import { type Holdings, holdings } from './holdings.ts'

export interface Refused {
  /** The action that failed, for example `Beta/Deploy`. */
  readonly action: string
  /** Why, as the pipeline shows it. */
  readonly reason: string
  /** Who was refused what, as IAM said it. */
  readonly refusals: readonly string[]
  /** Everything that the build printed. */
  readonly output: string
}

export interface Scene extends Cast {
  /** The developer pushes the files on top of what is released; afterwards the branch in the working copy stands where it stood. */
  attack(message: string, files: Readonly<Record<string, string>>): Promise<Refused>
  /** The same with a commit that no honest git would make: `commit` makes it the branch's last. */
  attackWith(message: string, commit: (repository: Repository) => void): Promise<Refused>
  /**
   * What the pipeline's action does with the file once the build has packaged it: the pipeline's role updates the stack, whose deployment role does
   * the rest. The packages stay those of the release.
   */
  deploy(file: keyof typeof DEPLOYED, text: string): Promise<Omit<Refused, 'output'>>
  /** Replaces text of the released version; a replacement that finds nothing is an error. */
  edited(path: string, from: string, to: string): string
  /** What stood before the first attack, and what of it stands now. */
  readonly before: Holdings
  now(): Promise<Holdings>
  close(): Promise<void>
}

/** The first stack that each file comes to. */
const DEPLOYED = {
  'app-sam.yaml': { stage: 'Beta', stack: 'TimeService-beta' },
  'test-sam.yaml': { stage: 'DeployTests', stack: 'TimeService-tests' },
} as const

export const startScene = async (): Promise<Scene> => {
  const cast = await releasedCast()
  const { flow, pipelineName, developer } = cast
  const events: ServiceEvent[] = []
  flow.cloud.runtime.subscribe(event => events.push(event))
  const base = flow.repository.git('rev-parse', 'HEAD')
  const before = await holdings(flow, pipelineName)

  const attackWith: Scene['attackWith'] = async (message, commit) => {
    commit(flow.repository)
    events.length = 0
    const id = await flow.push(developer.key)
    const gate = flow.gate(id).then(
      () => 'waits at the gate of Prod',
      () => flow.end(id),
    )
    const state = await Promise.race([flow.end(id), gate])
    await flow.cloud.runtime.idle()
    flow.repository.git('reset', '--quiet', '--hard', base)
    if (state !== 'FAILED') throw new Error(`'${message}' was not refused: the execution ${state}`)
    const { action, reason, build } = await failureOf(cast, id)
    return {
      action,
      reason,
      refusals: events.flatMap(refusalOf),
      output: build ? await outputOf(cast, build) : '',
    }
  }

  return {
    ...cast,
    attack: (message, files) => attackWith(message, repository => repository.commit(message, files)),
    attackWith,
    deploy: async (file, text) => {
      const { stage, stack } = DEPLOYED[file]
      events.length = 0
      const problem = await deployWithout(cast, stage, stack, text)
      await flow.cloud.runtime.idle()
      const failed = events.flatMap(failureOfResource)
      const reason = problem ?? failed.join('; ')
      if (reason === '') throw new Error(`${stack} was updated`)
      return { action: `${stage}/Deploy`, reason, refusals: events.flatMap(refusalOf) }
    },
    edited: (path, from, to) => {
      const text = flow.repository.read(path)
      if (!text.includes(from)) throw new Error(`${path} does not contain '${from}'`)
      return text.replace(from, to)
    },
    before,
    now: () => holdings(flow, pipelineName, before.objects),
    close: async () => {
      await flow.close()
      if (flow.bugs.length > 0) throw new Error(flow.bugs.join('\n'))
    },
  }
}

/** Why the update was refused at once; of one that began, its events tell. */
const deployWithout = async (
  { flow, pipelineName }: Cast,
  stage: string,
  StackName: string,
  text: string,
): Promise<string | undefined> => {
  const { pipeline } = await flow.call<{ pipeline: Declaration }>('codepipeline', 'GetPipeline', { name: pipelineName })
  const action = pipeline.stages.find(({ name }) => name === stage)?.actions.find(({ name }) => name === 'Deploy')
  const { TemplateBody } = await flow.call<{ TemplateBody: string }>('cloudformation', 'GetTemplate', { StackName })
  const { Stacks } = await flow.call<{ Stacks: { Parameters?: { ParameterKey: string }[] }[] }>(
    'cloudformation',
    'DescribeStacks',
    { StackName },
  )
  const [, packaged = ''] = /CodeUri: (s3:\S+)/.exec(TemplateBody) ?? []
  const { roles } = flow.cloud.runtime.state('iam') as IamState
  const role = [...roles.values()].find(({ Arn }) => Arn === pipeline.roleArn)
  if (!action || packaged === '' || !role) throw new Error(`${StackName} has no Deploy action, packages or role`)
  const by = roleSession({ roleArn: role.Arn, roleId: role.Id, sessionName: 'deploy' })
  return flow.cloud.runtime
    .call(by, 'cloudformation', 'UpdateStack', {
      StackName,
      TemplateBody: text.replace(/(?<=CodeUri: )\S+/, packaged),
      Parameters: Stacks[0]?.Parameters?.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
      RoleARN: action.configuration.RoleArn,
      Capabilities: action.configuration.Capabilities?.split(','),
    })
    .then(() => undefined, messageOf)
}

interface Declaration {
  readonly roleArn: string
  readonly stages: readonly {
    readonly name: string
    readonly actions: readonly {
      readonly name: string
      readonly configuration: { readonly RoleArn?: string; readonly Capabilities?: string }
    }[]
  }[]
}

const failureOfResource = ({ detail, 'detail-type': type }: ServiceEvent): readonly string[] => {
  const status = isRecord(detail) ? detail['status-details'] : undefined
  return type === 'CloudFormation Resource Status Change' && isRecord(status) && /_FAILED$/.test(String(status.status))
    ? [String(status['status-reason'])]
    : []
}

const refusalOf = ({ detail }: ServiceEvent): readonly string[] =>
  isRecord(detail) && /^(AccessDenied|AuthorizationError)/.test(String(detail.errorCode))
    ? [String(detail.errorMessage)]
    : []

interface ActionExecutions {
  readonly actionExecutionDetails: readonly {
    readonly stageName: string
    readonly actionName: string
    readonly status: string
    readonly output?: {
      readonly executionResult?: {
        readonly externalExecutionId?: string
        readonly errorDetails?: { readonly message?: string }
      }
    }
  }[]
}

const failureOf = async (
  { flow, pipelineName }: Cast,
  pipelineExecutionId: string,
): Promise<{ action: string; reason: string; build: string | undefined }> => {
  const { actionExecutionDetails } = await flow.call<ActionExecutions>('codepipeline', 'ListActionExecutions', {
    pipelineName,
    filter: { pipelineExecutionId },
  })
  const failed = actionExecutionDetails.find(({ status }) => status === 'Failed')
  const build = actionExecutionDetails.find(({ actionName }) => actionName === 'Build')
  return {
    action: `${failed?.stageName}/${failed?.actionName}`,
    reason: failed?.output?.executionResult?.errorDetails?.message ?? '',
    build: build?.output?.executionResult?.externalExecutionId,
  }
}

const outputOf = async ({ flow }: Cast, build: string): Promise<string> => {
  const { builds } = await flow.call<{ builds: readonly { logs: { groupName: string; streamName: string } }[] }>(
    'codebuild',
    'BatchGetBuilds',
    { ids: [build] },
  )
  const { groupName: logGroupName, streamName: logStreamName } = builds[0]?.logs ?? {}
  const { events } = await flow.call<{ events: readonly { message: string }[] }>('logs', 'GetLogEvents', {
    logGroupName,
    logStreamName,
    startFromHead: true,
  })
  return events.map(({ message }) => message).join('')
}
