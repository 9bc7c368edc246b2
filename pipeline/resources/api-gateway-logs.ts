// Lets API Gateway write the access logs of the stages: the one thing here that is not the service's own, but the account's.
import type { Construct } from 'constructs'
import { awsPolicyArn } from '../arns.ts'
import { CfnAccount, CfnDeletionPolicy, CfnRole } from '../cdk.ts'
import { trust } from '../roles/policy.ts'

/**
 * The account's setting; whatever deploys a stage with access logs waits for it.
 *
 * REST APIs have no role of their own to log with: all those of an account and Region share one, and a fresh account has none. So every
 * service's pipeline sets one. The last to be deployed wins, and which one that is makes no difference, because all carry the same rights. Role and
 * setting outlive the stack, also one whose first deployment fails: the APIs of others may have come to log with this role.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
 */
export function apiGatewayLogs(scope: Construct): InstanceType<typeof CfnAccount> {
  const role = logsRole(scope)
  const account = new CfnAccount(scope, 'ApiGatewayAccount', { cloudWatchRoleArn: role.attrArn })
  for (const { cfnOptions } of [role, account]) {
    cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN
    cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN
  }
  return account
}

// AWS's own policy and not less: API Gateway refuses a role without the rights that it wants, and this one serves every log group that an API of
// the account writes to. AWS documents no condition for its trust; whoever may set the account's role decides.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
// Unverified: which of the policy's rights API Gateway wants when the role is set.
const logsRole = (scope: Construct) =>
  new CfnRole(scope, 'ApiGatewayLogsRole', {
    assumeRolePolicyDocument: trust('apigateway.amazonaws.com'),
    managedPolicyArns: [awsPolicyArn('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
  })
