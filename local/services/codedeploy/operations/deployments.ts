// Deployments of Lambda functions: all traffic of an alias moves to the new version at once, as the group's role.
import { ServiceError } from '../../../core/errors.ts'
import { operation } from '../../../core/service.ts'
import { readAppSpec } from '../app-spec.ts'
import type { CodeDeployState, Deployment } from '../state.ts'
import { changed } from '../trail.ts'
import { deploymentConfig, findGroup, groupArn } from './applications.ts'

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
      creator: 'user',
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
