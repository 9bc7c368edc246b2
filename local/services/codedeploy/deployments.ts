// Deployments of Lambda functions: all traffic of an alias moves to the new version at once, as the group's role.
import { messageOf, ServiceError } from '../../core/errors.ts'
import type { ServiceEvent } from '../../core/event.ts'
import { principalName } from '../../core/principal.ts'
import { type Desk, operation } from '../../core/service.ts'
import { readAppSpec } from './app-spec.ts'
import { deploymentConfig, findGroup, groupArn } from './applications.ts'
import type { CodeDeployState, Deployment } from './state.ts'
import { changed, of, type Plan } from './trail.ts'

const CreateDeployment = operation<CodeDeployState>()({
  input: members => {
    const revision = members.structure('revision')
    const type = revision.string('revisionType')
    if (type !== 'AppSpecContent' && type !== 'String')
      throw new ServiceError(
        'InvalidRevisionException',
        `revisionType ${type} is not carried out by the local cloud; use AppSpecContent`,
      )
    return {
      application: members.string('applicationName', { min: 1, max: 100 }),
      group: members.string('deploymentGroupName', { min: 1, max: 100 }),
      config: deploymentConfig(members),
      description: members.optionalString('description'),
      content: revision.structure(type === 'String' ? 'string' : 'appSpecContent').string('content'),
    }
  },
  access: ({ application, group }, scope) => [
    { action: 'codedeploy:CreateDeployment', resource: groupArn(scope, application, group) },
  ],
  perform: async (desk, { application, group, config, description, content }, scope) => {
    const target = findGroup(desk.state, application, group)
    const moves = await readAppSpec(content)
    const deployment: Deployment = {
      deploymentId: `d-${scope.newId().replaceAll('-', '').slice(0, 9).toUpperCase()}`,
      applicationName: application,
      deploymentGroupName: group,
      deploymentConfigName: config ?? target.deploymentConfigName,
      status: 'InProgress',
      createTime: scope.now.toISOString(),
      creator: principalName(scope.principal),
      ...(description ? { description } : {}),
    }
    const resource = groupArn(scope, application, group)
    const { serviceRoleArn } = target
    return scope.answer(
      { deploymentId: deployment.deploymentId },
      changed('CreateDeployment', resource, { deployment, moves, serviceRoleArn }),
    )
  },
})

export const begin = (event: ServiceEvent, desk: Desk<CodeDeployState>): Promise<void> | undefined => {
  const change = of(event)
  return change?.name === 'CreateDeployment' ? deploy(desk, change.data) : undefined
}

const deploy = async (desk: Desk<CodeDeployState>, { deployment, moves, serviceRoleArn }: Plan): Promise<void> => {
  const resource = groupArn(desk, deployment.applicationName, deployment.deploymentGroupName)
  const end = (status: Deployment['status'], message?: string): void =>
    desk.record(
      changed('DeploymentCompleted', resource, {
        ...deployment,
        status,
        completeTime: desk.now().toISOString(),
        ...(message ? { errorInformation: { code: 'LAMBDA_ALIAS_UPDATE_FAILED', message } } : {}),
      }),
    )
  try {
    const role = desk.assume(serviceRoleArn, {
      service: 'codedeploy.amazonaws.com',
      sessionName: deployment.deploymentId,
    })
    for (const move of moves) {
      const alias = { FunctionName: move.functionName, Name: move.alias }
      await desk.call(role, 'lambda', 'UpdateAlias', { ...alias, FunctionVersion: move.targetVersion })
    }
    end('Succeeded')
  } catch (error) {
    end('Failed', messageOf(error))
  }
}

const GetDeployment = operation<CodeDeployState>()({
  input: members => ({ id: members.string('deploymentId') }),
  access: ({ id }, scope, state) => {
    const deployment = state.deployments.get(id)
    const resource = deployment ? groupArn(scope, deployment.applicationName, deployment.deploymentGroupName) : '*'
    return [{ action: 'codedeploy:GetDeployment', resource }]
  },
  decide: (state, { id }) => {
    const deployment = state.deployments.get(id)
    if (!deployment)
      throw new ServiceError('DeploymentDoesNotExistException', `The deployment ${id} could not be found`)
    const { createTime, completeTime, ...rest } = deployment
    return {
      output: {
        deploymentInfo: {
          ...rest,
          computePlatform: 'Lambda',
          createTime: new Date(createTime),
          ...(completeTime ? { completeTime: new Date(completeTime) } : {}),
        },
      },
    }
  },
})

export const deployments = { CreateDeployment, GetDeployment }

/** A deployment that a stop interrupted is over: its alias is where it was, or already moved. */
export const closeInterrupted = async (desk: Desk<CodeDeployState>): Promise<void> => {
  for (const deployment of desk.state.deployments.values()) {
    if (deployment.status !== 'InProgress') continue
    const errorInformation = { code: 'INTERNAL_ERROR', message: 'the local cloud was stopped while the deployment ran' }
    const resource = groupArn(desk, deployment.applicationName, deployment.deploymentGroupName)
    const closed: Deployment = {
      ...deployment,
      status: 'Failed',
      completeTime: desk.now().toISOString(),
      errorInformation,
    }
    desk.record(changed('DeploymentCompleted', resource, closed))
  }
}
