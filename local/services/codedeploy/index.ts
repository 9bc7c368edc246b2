// CodeDeploy, as far as a SAM function's AutoPublishAlias with AllAtOnce needs it.
import { ServiceError } from '../../core/errors.ts'
import type { PageRule } from '../../core/page-rule.ts'
import { inPages } from '../../core/pages.ts'
import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { begin, closeInterrupted } from './deploy.ts'
import { evolve } from './evolve.ts'
import { applications } from './operations/applications.ts'
import { deployments } from './operations/deployments.ts'
import { type CodeDeployState, initialState } from './state.ts'

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_ListApplications.html */
const PAGES: Omit<PageRule, 'list'> = {
  token: 'nextToken',
  next: 'nextToken',
  usual: 100,
  max: 100,
  refusal: () => new ServiceError('InvalidNextTokenException', 'The next token is not valid.'),
}

export const codedeploy: Service<CodeDeployState> = {
  signingName: 'codedeploy',
  protocol: 'json-1.1',
  isGlobal: false,
  bodyLimit: 2 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  target: 'CodeDeploy_20141006',
  source: 'aws.codedeploy',
  missingErrors: {
    applicationName: 'ApplicationNameRequiredException',
    currentDeploymentGroupName: 'DeploymentGroupNameRequiredException',
    deploymentGroupName: 'DeploymentGroupNameRequiredException',
    deploymentId: 'DeploymentIdRequiredException',
    revision: 'RevisionRequiredException',
    serviceRoleArn: 'RoleRequiredException',
  },
  // https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudtrail.html
  cloudTrail: { dataEvents: [], readOnly: [], hidden: [], maps: [] },
  initial: initialState,
  evolve,
  operations: inPages(
    { ...applications, ...deployments },
    { ListApplications: 'applications', ListDeploymentGroups: 'deploymentGroups' },
    PAGES,
  ),
  // Tags of applications and deployment groups are refused by name.
  resourceTags: () => undefined,
  work: { begin, resume: closeInterrupted },
}
