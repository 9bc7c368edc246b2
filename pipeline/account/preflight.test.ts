import { type Account, preflight } from './preflight.ts'

const notFound = (code: string, message = '') => Promise.reject(Object.assign(new Error(message), { code }))

const account = (more: Partial<Account> = {}): Account => ({
  region: async () => 'eu-west-1',
  services: { CodeCommit: async () => {}, CodeBuild: async () => {} },
  concurrency: async () => 1000,
  ...more,
})

test('an account that has everything is told nothing', async () => {
  expect(await preflight(account())).toEqual([])
})

test('a Region without services is refused before anything is made, all at once', async () => {
  const services = {
    CodeCommit: () => notFound('ENOTFOUND'),
    CodeBuild: () => notFound('', 'getaddrinfo ENOTFOUND codebuild.ca-west-1.amazonaws.com'),
    CodePipeline: async () => {},
  }
  await expect(preflight(account({ services, region: async () => 'ca-west-1' }))).rejects.toThrow(
    /^ca-west-1 does not have CodeCommit and CodeBuild, .*Nothing was deployed/,
  )
})

test('no host at all is a missing network, which the deployment tells of', async () => {
  expect(await preflight(account({ services: { CodeCommit: () => notFound('ENOTFOUND') } }))).toEqual([])
})

test.each(['cn-north-1', 'cn-northwest-1'])(
  '%s, whose CodePipeline has no CloudFormation action, is refused',
  async at => {
    await expect(preflight(account({ region: async () => at }))).rejects.toThrow(`action in ${at}`)
  },
)

test.each(['AccessDeniedException', 'ECONNREFUSED'])(
  'what goes wrong otherwise (%s) is left to the deployment',
  async code => {
    const services = { CodeCommit: () => notFound(code) }
    expect(await preflight(account({ services, concurrency: () => notFound(code) }))).toEqual([])
  },
)

test.each([
  [9, 1],
  [10, 0],
  [undefined, 0],
])('a concurrency of %s gives %d warning', async (concurrency, warnings) => {
  expect(await preflight(account({ concurrency: async () => concurrency }))).toHaveLength(warnings)
})
