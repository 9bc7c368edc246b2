// Applications and their deployment groups, for the Lambda platform.
import { arnOf, type Place } from '../../../core/arn.ts'
import { ServiceError } from '../../../core/errors.ts'
import type { Members } from '../../../core/input/members.ts'
import { type Desk, operation } from '../../../core/service.ts'
import type { Application, CodeDeployState, DeploymentGroup } from '../state.ts'
import { changed } from '../trail.ts'

const NAME = { min: 1, max: 100 }

export const applicationArn = (place: Place, name: string): string => arnOf(place, 'codedeploy', `application:${name}`)
export const groupArn = (place: Place, application: string, group: string): string =>
  arnOf(place, 'codedeploy', `deploymentgroup:${application}/${group}`)

const notHere = (what: string, cure = ''): ServiceError =>
  new ServiceError('NotImplemented', `${what} is not carried out by the local cloud${cure}`, 501)

export const findApplication = (state: CodeDeployState, name: string): Application => {
  const application = state.applications.get(name)
  if (application) return application
  throw new ServiceError('ApplicationDoesNotExistException', `No application found for name: ${name}`)
}

export const findGroup = (state: CodeDeployState, application: string, name: string): DeploymentGroup => {
  findApplication(state, application)
  const group = state.groups.get(`${application}/${name}`)
  if (group) return group
  throw new ServiceError('DeploymentGroupDoesNotExistException', `No Deployment Group found for name: ${name}`)
}

const readApplication = (members: Members) => ({ application: members.string('applicationName', NAME) })

const onApplication = (action: string) => (input: { readonly application: string }, place: Place) => [
  { action: `codedeploy:${action}`, resource: applicationArn(place, input.application) },
]

const CreateApplication = operation<CodeDeployState>()({
  input: (members: Members) => {
    const platform = members.optionalString('computePlatform', { values: ['Server', 'Lambda', 'ECS'] }) ?? 'Server'
    const read = readApplication(members)
    if (platform !== 'Lambda') throw notHere(`computePlatform ${platform}`)
    return read
  },
  access: onApplication('CreateApplication'),
  decide: (state, { application: applicationName }, scope) => {
    if (state.applications.has(applicationName))
      throw new ServiceError(
        'ApplicationAlreadyExistsException',
        `An application with the name ${applicationName} already exists`,
      )
    const applicationId = scope.newId()
    const application: Application = {
      applicationId,
      applicationName,
      computePlatform: 'Lambda',
      createTime: scope.now.toISOString(),
    }
    return {
      output: { applicationId },
      facts: [changed('CreateApplication', applicationArn(scope, applicationName), application)],
    }
  },
})

const GetApplication = operation<CodeDeployState>()({
  input: readApplication,
  access: onApplication('GetApplication'),
  decide: (state, { application }) => {
    const found = findApplication(state, application)
    return { output: { application: { ...found, createTime: new Date(found.createTime), linkedToGitHub: false } } }
  },
})

const DeleteApplication = operation<CodeDeployState>()({
  input: readApplication,
  access: onApplication('DeleteApplication'),
  decide: (state, { application }, scope) => {
    const groups = [...state.groups.keys()].filter(key => key.startsWith(`${application}/`))
    return {
      output: {},
      facts: [
        ...groups.map(key => changed('DeleteDeploymentGroup', applicationArn(scope, application), { key })),
        ...(state.applications.has(application)
          ? [changed('DeleteApplication', applicationArn(scope, application), { applicationName: application })]
          : []),
      ],
    }
  },
})

const ListApplications = operation<CodeDeployState>()({
  input: () => ({}),
  access: () => [{ action: 'codedeploy:ListApplications', resource: '*' }],
  decide: state => ({ output: { applications: [...state.applications.keys()] } }),
})

/** Traffic moves at once, or not at all: shifting it in steps is refused, by name. */
export const deploymentConfig = (members: Members): string | undefined => {
  const name = members.optionalString('deploymentConfigName', NAME)
  if (name !== undefined && name !== 'CodeDeployDefault.LambdaAllAtOnce')
    throw name.startsWith('CodeDeployDefault.')
      ? notHere(`The deployment configuration ${name}`, '; use CodeDeployDefault.LambdaAllAtOnce')
      : new ServiceError(
          'DeploymentConfigDoesNotExistException',
          `No deployment configuration found for name: ${name}; use CodeDeployDefault.LambdaAllAtOnce`,
        )
  return name
}

const readGroup = (members: Members) => {
  for (const name of [
    'alarmConfiguration',
    'triggerConfigurations',
    'ec2TagFilters',
    'autoScalingGroups',
    'loadBalancerInfo',
  ])
    if (members.has(name)) throw notHere(`${name} of a deployment group`)
  return {
    ...readApplication(members),
    config: deploymentConfig(members),
    role: members.optionalString('serviceRoleArn'),
    style: members.has('deploymentStyle') ? members.map('deploymentStyle') : undefined,
    rollback: members.optionalStructure('autoRollbackConfiguration')?.value,
  }
}

const withRole = (
  action: string,
  input: { application: string; name: string; role: string | undefined },
  place: Place,
) => [
  { action: `codedeploy:${action}`, resource: groupArn(place, input.application, input.name) },
  ...(input.role
    ? [{ action: 'iam:PassRole', resource: input.role, context: { 'iam:PassedToService': 'codedeploy.amazonaws.com' } }]
    : []),
]

/** @throws ServiceError InvalidRoleException for a role that does not let CodeDeploy be it */
const checkRole = (desk: Desk<CodeDeployState>, role: string | undefined): void => {
  try {
    if (role !== undefined) desk.assume(role, { service: 'codedeploy.amazonaws.com', sessionName: 'CodeDeploy' })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    throw new ServiceError(
      'InvalidRoleException',
      `AWS CodeDeploy does not have the permissions required to assume the role ${role}.`,
    )
  }
}

const CreateDeploymentGroup = operation<CodeDeployState>()({
  input: members => ({
    ...readGroup(members),
    name: members.string('deploymentGroupName', NAME),
    role: members.string('serviceRoleArn'),
  }),
  access: (input, scope) => withRole('CreateDeploymentGroup', input, scope),
  check: async (desk, { role }) => checkRole(desk, role),
  decide: (state, { application, name, role, config, style, rollback }, scope) => {
    findApplication(state, application)
    if (state.groups.has(`${application}/${name}`))
      throw new ServiceError('DeploymentGroupAlreadyExistsException', `Deployment group name ${name} already exists`)
    const group: DeploymentGroup = {
      applicationName: application,
      deploymentGroupId: scope.newId(),
      deploymentGroupName: name,
      deploymentConfigName: config ?? 'CodeDeployDefault.LambdaAllAtOnce',
      serviceRoleArn: role,
      computePlatform: 'Lambda',
      ...(style ? { deploymentStyle: style } : {}),
      ...(rollback ? { autoRollbackConfiguration: rollback } : {}),
    }
    return {
      output: { deploymentGroupId: group.deploymentGroupId },
      facts: [changed('CreateDeploymentGroup', groupArn(scope, application, name), group)],
    }
  },
})

const UpdateDeploymentGroup = operation<CodeDeployState>()({
  input: members => ({ ...readGroup(members), name: members.string('currentDeploymentGroupName', NAME) }),
  access: (input, scope) => withRole('UpdateDeploymentGroup', input, scope),
  check: async (desk, { role }) => checkRole(desk, role),
  decide: (state, { application, name, role, config, style, rollback }, scope) => {
    const group: DeploymentGroup = {
      ...findGroup(state, application, name),
      ...(role ? { serviceRoleArn: role } : {}),
      ...(config ? { deploymentConfigName: config } : {}),
      ...(style ? { deploymentStyle: style } : {}),
      ...(rollback ? { autoRollbackConfiguration: rollback } : {}),
    }
    return { output: {}, facts: [changed('UpdateDeploymentGroup', groupArn(scope, application, name), group)] }
  },
})

const readGroupName = (members: Members) => ({
  ...readApplication(members),
  name: members.string('deploymentGroupName', NAME),
})

const GetDeploymentGroup = operation<CodeDeployState>()({
  input: readGroupName,
  access: ({ application, name }, scope) => [
    { action: 'codedeploy:GetDeploymentGroup', resource: groupArn(scope, application, name) },
  ],
  decide: (state, { application, name }) => ({
    output: { deploymentGroupInfo: findGroup(state, application, name) },
  }),
})

const DeleteDeploymentGroup = operation<CodeDeployState>()({
  input: readGroupName,
  access: ({ application, name }, scope) => [
    { action: 'codedeploy:DeleteDeploymentGroup', resource: groupArn(scope, application, name) },
  ],
  decide: (state, { application, name }, scope) => {
    const key = `${application}/${name}`
    const gone = changed('DeleteDeploymentGroup', groupArn(scope, application, name), { key })
    return { output: {}, facts: state.groups.has(key) ? [gone] : [] }
  },
})

const ListDeploymentGroups = operation<CodeDeployState>()({
  input: readApplication,
  access: onApplication('ListDeploymentGroups'),
  decide: (state, { application }) => {
    findApplication(state, application)
    const deploymentGroups = [...state.groups.values()].flatMap(group =>
      group.applicationName === application ? [group.deploymentGroupName] : [],
    )
    return { output: { applicationName: application, deploymentGroups } }
  },
})

export const applications = {
  CreateApplication,
  GetApplication,
  DeleteApplication,
  ListApplications,
  CreateDeploymentGroup,
  UpdateDeploymentGroup,
  GetDeploymentGroup,
  DeleteDeploymentGroup,
  ListDeploymentGroups,
}
