// Which calls functions, aliases and permissions make.

import { created, updated } from '../../../../../tests/support/cloudformation/noting-hands.ts'

test('a function is updated where it differs: configuration, code, concurrency, tags', async () => {
  const before = {
    FunctionName: 'f',
    Role: 'role',
    Code: { S3Bucket: 'b', S3Key: 'one' },
    Timeout: 9,
    Environment: { Variables: { A: '1' } },
    ReservedConcurrentExecutions: 2,
    Tags: [{ Key: 'old', Value: '1' }],
  }
  const after = {
    FunctionName: 'f',
    Role: 'role',
    Code: { S3Bucket: 'b', S3Key: 'two' },
    Environment: { Variables: { API: 'https://abc.execute-api.eu-west-1.amazonaws.com/beta' } },
    Tags: [{ Key: 'new', Value: '2' }],
  }
  expect(await updated('AWS::Lambda::Function', before, after, { physicalId: 'f' })).toEqual([
    [
      'lambda:UpdateFunctionConfiguration',
      {
        FunctionName: 'f',
        Role: 'role',
        Timeout: 3,
        Environment: { Variables: { API: 'http://127.0.0.1:4000/execute-api/abc/beta' } },
      },
    ],
    ['lambda:UpdateFunctionCode', { FunctionName: 'f', S3Bucket: 'b', S3Key: 'two', Architectures: ['x86_64'] }],
    ['lambda:DeleteFunctionConcurrency', { FunctionName: 'f' }],
    ['lambda:UntagResource', { Resource: 'arn:aws:lambda:eu-west-1:000000000000:function:f', TagKeys: ['old'] }],
    ['lambda:TagResource', { Resource: 'arn:aws:lambda:eu-west-1:000000000000:function:f', Tags: { new: '2' } }],
  ])
})

test('code in the template becomes the same zip every time', async () => {
  const properties = { FunctionName: 'f', Role: 'r', Runtime: 'nodejs24.x', Code: { ZipFile: 'exports.handler = 1' } }
  const zips = await Promise.all(
    [1, 2].map(async () => (await created('AWS::Lambda::Function', properties)).calls[0]?.[1].Code),
  )
  expect(zips[0]).toEqual(zips[1])
  await expect(created('AWS::Lambda::Function', { ...properties, Runtime: 'provided.al2023' })).rejects.toThrow(
    "ZipFile may only be used with Node.js and Python runtimes, got 'provided.al2023'",
  )
})

test('an alias moves through CodeDeploy when its update policy says so', async () => {
  const before = { FunctionName: 'f', Name: 'live', FunctionVersion: '1' }
  const calls = await updated(
    'AWS::Lambda::Alias',
    before,
    { ...before, FunctionVersion: '2' },
    {
      answers: {
        CreateDeployment: { deploymentId: 'd-1' },
        GetDeployment: { deploymentInfo: { status: 'Succeeded' } },
      },
      updatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: 'app', DeploymentGroupName: 'group' } },
    },
  )
  expect(calls.map(([call]) => call)).toEqual(['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'])
  expect(calls[0]?.[1]).toMatchObject({ applicationName: 'app', deploymentGroupName: 'group' })
  expect(await updated('AWS::Lambda::Alias', before, { ...before, FunctionVersion: '2' })).toEqual([
    ['lambda:UpdateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '2' }],
  ])
})

test('a permission names the function and its qualifier apart', async () => {
  const FunctionName = 'arn:aws:lambda:eu-west-1:000000000000:function:f:live'
  const { made, calls } = await created('AWS::Lambda::Permission', {
    FunctionName,
    Action: 'lambda:InvokeFunction',
    Principal: 'p',
  })
  expect(made.physicalId).toMatch(/^stack-Thing-/)
  expect(calls).toEqual([
    [
      'lambda:AddPermission',
      {
        FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
        Qualifier: 'live',
        StatementId: made.physicalId,
        Action: 'lambda:InvokeFunction',
        Principal: 'p',
      },
    ],
  ])
})
