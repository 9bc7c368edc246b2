// The ARN of an AWS managed policy that a template names without its path.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html

/** Those under service-role/ that functions and their neighbours use. */
const SERVICE_ROLE = new Set(
  `AWSCodeDeployRole AWSCodeDeployRoleForCloudFormation AWSCodeDeployRoleForLambda AWSCodeDeployRoleForLambdaLimited AWSConfigRulesExecutionRole
  AWSGlueServiceRole AWSLambdaBasicExecutionRole AWSLambdaDynamoDBExecutionRole AWSLambdaENIManagementAccess AWSLambdaKinesisExecutionRole
  AWSLambdaMSKExecutionRole AWSLambdaRole AWSLambdaSQSQueueExecutionRole AWSLambdaVPCAccessExecutionRole AmazonAPIGatewayPushToCloudWatchLogs
  AmazonECSTaskExecutionRolePolicy AmazonRDSEnhancedMonitoringRole AmazonS3ObjectLambdaExecutionRolePolicy AmazonSNSRole
  CloudWatchEventsBuiltInTargetExecutionAccess CloudWatchEventsInvocationAccess`.split(/\s+/),
)

const JOB_FUNCTION = new Set(
  'Billing DataScientist DatabaseAdministrator NetworkAdministrator SupportUser SystemAdministrator ViewOnlyAccess'.split(
    ' ',
  ),
)

/** Differs from AWS: a name that is no policy of AWS's becomes an ARN all the same, which IAM then refuses. */
export const managedPolicyArn = (name: string): string => {
  if (name.startsWith('arn:')) return name
  if (SERVICE_ROLE.has(name)) return awsPolicy(`service-role/${name}`)
  return awsPolicy(JOB_FUNCTION.has(name) ? `job-function/${name}` : name)
}

export const awsPolicy = (path: string): string => `arn:aws:iam::aws:policy/${path}`
