import { jsonValue, lackingKeepers, secretReference, secretVariables } from './secret-variables.ts'

test.each([
  ['db', { secretId: 'db' }],
  ['db:password', { secretId: 'db', jsonKey: 'password' }],
  ['db::AWSPREVIOUS', { secretId: 'db', versionStage: 'AWSPREVIOUS' }],
  ['db:a:AWSCURRENT:v1', { secretId: 'db', jsonKey: 'a', versionStage: 'AWSCURRENT', versionId: 'v1' }],
  [
    'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf:password',
    { secretId: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf', jsonKey: 'password' },
  ],
])('%s', (text, reference) => expect(secretReference(text)).toEqual(reference))

test.each([
  ['{"a":"b"}', 'a', 'b'],
  ['{"a":{"c":1}}', 'a', '{"c":1}'],
  ['{"a":1}', 'b', undefined],
  ['plain', 'a', undefined],
  ['null', 'a', undefined],
])('of %s, %s is %s', (text, key, value) => expect(jsonValue(text, key)).toBe(value))

test("the project's variables are stronger, whatever keeps them", () => {
  const variable = (name: string, type: 'PLAINTEXT' | 'PARAMETER_STORE') => ({ name, value: '/own', type })
  const environment = {
    environmentVariables: [variable('A', 'PLAINTEXT'), variable('B', 'PARAMETER_STORE')],
  }
  const buildspec = { parameters: { A: '/a', C: '/c' }, secrets: { B: 'b', D: 'd' } }
  expect(secretVariables(buildspec, { environment })).toEqual({
    parameters: { C: '/c', B: '/own' },
    secrets: { D: 'd' },
  })
})

test('what no service of the local cloud keeps is named', () => {
  const used = { parameters: { A: '/a' }, secrets: { B: 'b' } }
  expect(lackingKeepers(used, new Set(['ssm']))).toEqual([
    'buildspec.yml: env.secrets-manager needs AWS Secrets Manager, which is not part of the local cloud; use env.variables, or PLAINTEXT on the project',
  ])
  expect(lackingKeepers(used, new Set(['ssm', 'secretsmanager']))).toEqual([])
  expect(lackingKeepers({ parameters: {}, secrets: {} }, new Set())).toEqual([])
})
