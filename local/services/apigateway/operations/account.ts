// GetAccount and UpdateAccount: the role that writes logs for REST APIs is one setting of the whole account.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html

import { ServiceError } from '../../../core/errors.ts'
import { operation } from '../../../core/service.ts'
import { access, apiArn } from '../access.ts'
import { badRequest } from '../errors.ts'
import type { ApiGatewayState } from '../state.ts'
import { changed } from '../trail.ts'
import { readPatch } from './patch.ts'

export const GetAccount = operation<ApiGatewayState>()({
  input: () => ({}),
  access: (_, scope) => [access('GET', scope, '/account')],
  decide: state => ({ output: describe(state) }),
})

export const UpdateAccount = operation<ApiGatewayState>()({
  input: members => {
    const [only, ...others] = readPatch(members)
    if (only?.path !== '/cloudwatchRoleArn' || others.length > 0)
      throw badRequest('Invalid patch path: the local cloud carries out /cloudwatchRoleArn')
    return { role: only.op === 'remove' || !only.value ? undefined : only.value }
  },
  access: ({ role }, scope) => [
    access('PATCH', scope, '/account'),
    ...(role
      ? [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'apigateway.amazonaws.com' } }]
      : []),
  ],
  perform: async (desk, { role }, { answer }) => {
    if (role !== undefined)
      checkRole(() =>
        desk.assume(role, { service: 'apigateway.amazonaws.com', sessionName: 'BackplaneAssumeRoleSession' }),
      )
    const setting = role === undefined ? {} : { cloudwatchRoleArn: role }
    return answer(describe(setting), changed('UpdateAccount', apiArn(desk, '/account'), setting))
  },
})

// Differs from AWS: only the role's trust is looked at. API Gateway also refuses a role without the rights of the policy
// AmazonAPIGatewayPushToCloudWatchLogs; here such a role loses the logs that it may not write.
const checkRole = (assume: () => unknown): void => {
  try {
    assume()
  } catch (error) {
    if (error instanceof ServiceError)
      throw badRequest(
        'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
      )
    throw error
  }
}

const describe = ({ cloudwatchRoleArn }: Pick<ApiGatewayState, 'cloudwatchRoleArn'>) => ({
  ...(cloudwatchRoleArn ? { cloudwatchRoleArn } : {}),
  throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  features: ['UsagePlans'],
  apiKeyVersion: '4',
})
