// Documents and names that many operations accept.

export const IDENTITY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }],
})
export const TRUST_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
export const LOGS_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'logs:PutLogEvents', Resource: '*' },
  ],
})
export const KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'kms:*', Resource: '*' },
  ],
})
export const ID = '11111111-2222-4333-8444-555555555555'
export const ROLE = 'arn:aws:iam::000000000000:role/sample'
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:sample'
export const RULE = 'arn:aws:events:us-east-1:000000000000:rule/sample'

export const PIPELINE = {
  name: 'sample',
  roleArn: ROLE,
  artifactStore: { type: 'S3', location: 'bucket' },
  stages: [
    {
      name: 'Source',
      actions: [
        { name: 'a', actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' } },
      ],
    },
    {
      name: 'Approve',
      actions: [{ name: 'b', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } }],
    },
  ],
}
const REPORT_GROUP = 'arn:aws:codebuild:us-east-1:000000000000:report-group/sample'
/** Of CodeBuild, by member. */
export const REPORTS_AND_ROLES = {
  reportGroupArn: REPORT_GROUP,
  reportGroupArns: [REPORT_GROUP],
  reportArn: `${REPORT_GROUP}:${ID}`,
  reportArns: [`${REPORT_GROUP}:${ID}`],
  'DeleteReportGroup.arn': REPORT_GROUP,
  serviceRole: ROLE,
  serviceRoleOverride: ROLE,
}

/** What Parameter Store takes. */
export const PARAMETER = {
  Name: '/sample',
  Path: '/sample',
  Type: 'String',
  Tier: 'Advanced',
  ResourceType: 'Parameter',
  ParameterFilters: [{ Key: 'Type', Option: 'Equals', Values: ['String'] }],
  DataType: 'aws:ec2:image',
  KeyId: 'alias/sample',
  AllowedPattern: '.*',
}
