// `npm run synth`: the CDK app. Writes the pipeline's template to cdk.out/ and says where.
import { relative } from 'node:path'
import { readConfig } from './config.ts'
import { exitCode } from './operations/exit-code.ts'
import { checkServiceTemplate } from './rules/service-template.ts'
import { synthesize } from './synth.ts'

process.exitCode = await exitCode(async () => {
  const config = readConfig()
  checkServiceTemplate(config.stages)
  const { templatePath, templateBody, template } = synthesize(config, process.env.CDK_OUTDIR ?? 'cdk.out')
  const resources = Object.keys(template.Resources).length
  console.log(
    `${relative('.', templatePath)}  ${Buffer.byteLength(templateBody).toLocaleString('en')} bytes, ${resources} resources`,
  )
  return 0
})
