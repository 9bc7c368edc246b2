// `npm run deploy`: puts the pipeline into the account that the environment's credentials belong to, or into the local cloud.
import type { Stack } from '@aws-sdk/client-cloudformation'
import { accountOfEnvironment, preflight } from './account/preflight.ts'
import { readConfig } from './config.ts'
import { deployStack } from './operations/deploy-stack.ts'
import { exitCode } from './operations/exit-code.ts'
import { readFlags } from './operations/flags.ts'
import { terminalSession } from './operations/terminal.ts'
import { checkServiceTemplate } from './rules/service-template.ts'
import { synthesize } from './synth.ts'

const usage = `npm run deploy [-- --yes]
  --yes   replaces or removes resources that hold data without asking`

process.exitCode = await exitCode(async () => {
  const { yes } = readFlags(process.argv.slice(2), ['yes'], usage)
  const config = readConfig()
  checkServiceTemplate(config.stages)
  const synthesized = synthesize(config, 'cdk.out')
  for (const warning of await preflight(accountOfEnvironment())) console.log(warning)
  const changeSetName = `deploy-${Date.now()}`
  const { stack, created } = await deployStack(terminalSession(), { ...synthesized, changeSetName, yes })
  if (created) console.log(firstPush(config.branchName, outputOf(stack, 'RepositoryCloneUrl')))
  return 0
})

// CodePipeline starts every new pipeline once, and the repository is still empty then.
// https://docs.aws.amazon.com/codecommit/latest/userguide/setting-up-https-unixes.html: the credential helper. The empty one before it ends the list
// of helpers that git has from elsewhere: those of macOS and Windows would keep a password that is good for 15 minutes.
function firstPush(branchName: string, cloneUrl: string): string {
  return `The pipeline's own first execution fails at Source: there is no ${branchName} yet. Push it:
  git -c credential.helper= -c credential.helper='!aws codecommit credential-helper $@' -c credential.UseHttpPath=true push ${cloneUrl} HEAD:${branchName}`
}

function outputOf({ Outputs = [] }: Stack, key: string): string {
  return Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? `<${key}>`
}
