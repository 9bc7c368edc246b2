// What the services behind the resource types do not have, said at the call.

import { testRuntime } from '../../../tests/support/test-runtime.ts'
import { services } from '../../services.ts'

let cloud: ReturnType<typeof testRuntime>
beforeEach(() => {
  cloud = testRuntime([...services].sort(service => (service.signingName === 'cloudformation' ? -1 : 1)))
})
afterEach(() => cloud.close())

test('a runtime, a managed policy and a boundary that are not there are named before anything is made', async () => {
  const TemplateBody = `Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.12, Handler: a.b, Role: !GetAtt R.Arn, Code: { ZipFile: x } } }
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }
      ManagedPolicyArns: [!Sub 'arn:\${AWS::Partition}:iam::aws:policy/Nope', 'arn:aws:iam::aws:policy/AdministratorAccess']
      PermissionsBoundary: arn:aws:iam::aws:policy/Neither`
  const input = { StackName: 'early', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }
  for (const [operation, more] of [
    ['CreateStack', {}],
    ['CreateChangeSet', { ChangeSetName: 'set', ChangeSetType: 'CREATE' }],
  ] as const) {
    const refused = String(await cloud.call(operation, { ...input, ...more }).catch(error => error))
    expect(refused).toContain('F: The runtime parameter of python3.12 is not carried out by the local cloud')
    expect(refused).toContain('R: Policy arn:aws:iam::aws:policy/Nope is not known to the local cloud')
    expect(refused).toContain('R: Policy arn:aws:iam::aws:policy/Neither is not known to the local cloud')
    expect(refused).not.toContain('policy/AdministratorAccess is not known')
  }
})
