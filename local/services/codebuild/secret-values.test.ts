// Builds whose variables the parameter store and Secrets Manager keep, with a stand-in for the latter.
import { type Builds, openBuilds } from '../../../tests/support/builds/builds.ts'
import { standIn } from '../../../tests/support/stand-in.ts'
import { ServiceError } from '../../core/errors.ts'
import { type AnyService, operation } from '../../core/service.ts'
import { ssm } from '../ssm/index.ts'

const keeper = (
  signingName: string,
  name: string,
  answer: (input: Readonly<Record<string, unknown>>) => object,
): AnyService => ({
  ...standIn(signingName),
  source: `aws.${signingName}`,
  initial: () => null,
  evolve: () => {},
  operations: {
    [name]: operation<null>()({
      input: members => members.value,
      access: () => [{ action: `${signingName}:${name}`, resource: '*' }],
      perform: async (_, input) => answer(input),
    }),
  },
})

const secretsmanager = keeper('secretsmanager', 'GetSecretValue', ({ SecretId }) => {
  if (SecretId === 'db') return { SecretString: '{"password":"pass-of-the-secret"}' }
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
})

const PARAMETERS = [
  ['/app/url', 'https://in.the.store'],
  ['/app/key', 'key-of-the-store'],
] as const

let both: Builds
let neither: Builds
beforeAll(async () => {
  both = await openBuilds({ services: [ssm, secretsmanager] })
  for (const [Name, Value] of PARAMETERS) await both.cloud.call('PutParameter', { Name, Value, Type: 'String' }, 'ssm')
  neither = await openBuilds()
})
afterEach(() => {
  both.refused = undefined
})
afterAll(async () => {
  for (const { cloud } of [both, neither]) {
    await cloud.close()
    expect(cloud.bugs).toEqual([])
  }
})

const build = (env: object, commands: readonly string[] = ['true']) => ({
  version: 0.2,
  env,
  phases: { build: { commands } },
})

test('values are variables of the build, read as its role, and hidden in its log', async () => {
  const env = { 'parameter-store': { URL: '/app/url' }, 'secrets-manager': { PASSWORD: 'db:password', WHOLE: 'db' } }
  const print = 'echo "$URL $PASSWORD"; test "$WHOLE" = \'{"password":"pass-of-the-secret"}\'; env > all; wc -c < all'
  const { output, buildStatus } = await both.run(build(env, [print, 'test "$PASSWORD" = pass-of-the-""secret']))
  expect([output.split('\n')[0], buildStatus]).toEqual(['*** ***', 'SUCCEEDED'])
  expect(both.cloud.asked.map(({ access }) => access.action)).toEqual(
    expect.arrayContaining(['ssm:GetParameters', 'secretsmanager:GetSecretValue']),
  )
})

test('so are those that the project or StartBuild gives a type', async () => {
  const environmentVariablesOverride = [{ name: 'KEY', value: '/app/key', type: 'PARAMETER_STORE' }]
  const ended = await both.run(build({}, ['test "$KEY" = key-of-the-""store']), {}, { environmentVariablesOverride })
  expect([ended.buildStatus, ended.reason]).toEqual(['SUCCEEDED', ''])
})

const P = { 'parameter-store': { A: '/no' } }
const S = (reference: string) => ({ 'secrets-manager': { A: reference } })
test.each<[string, () => Builds, object, string | undefined, string]>([
  ['a parameter that is not there', () => both, P, undefined, 'parameter does not exist: /no'],
  [
    'a secret that is not there',
    () => both,
    S('no'),
    undefined,
    "ResourceNotFoundException: Secrets Manager can't find",
  ],
  ['a key that is not there', () => both, S('db:user'), undefined, 'the secret db has no JSON key user'],
  ['a role that may not', () => both, P, 'ssm:GetParameters', 'AccessDeniedException: not allowed: ssm:GetParameters'],
  [
    'no parameter store',
    () => neither,
    P,
    undefined,
    'parameter-store needs AWS Systems Manager, which is not part of',
  ],
  ['no Secrets Manager', () => neither, S('db'), undefined, 'secrets-manager needs AWS Secrets Manager, which is not'],
])('%s fails the build before its first command', async (_, builds, env, refused, reason) => {
  builds().refused = refused
  const ended = await builds().run(build(env))
  expect(ended.reason).toContain(reason)
  expect(ended.phases.find(({ phaseStatus }) => phaseStatus === 'FAILED')?.phaseType).toBe('DOWNLOAD_SOURCE')
})
