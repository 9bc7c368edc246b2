// What the list of stages makes of the template, when it is another than the sample's.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PipelineConfig } from '../config.ts'
import { bucketFirst, inlineTemplateBytes } from '../resources/bucket-first.ts'
import { pipelinesOf } from '../rules/pipeline.ts'
import { checkStructure } from '../rules/structure-rules.ts'
import { synthesize } from '../synth.ts'
import { sample } from '../testing/sample.ts'

const outdir = mkdtempSync(join(tmpdir(), 'pipeline-stages-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

const synth = (config: PipelineConfig) => synthesize(config, join(outdir, config.serviceName))

describe('a fourth stage', () => {
  const [beta, gamma, prod] = sample.stages
  const four = [beta, gamma, { name: 'Staging' }, prod].filter(stage => stage !== undefined)
  const other = synth({ ...sample, serviceName: 'Four', stages: four })
  const others = pipelinesOf(other.template)[0]?.stages ?? []

  test('has all that the others have', () => {
    expect(others.map(({ name }) => name)).toEqual([
      'Source',
      'Build',
      'DeployTests',
      'Beta',
      'Gamma',
      'Staging',
      'Prod',
    ])
    expect(Object.keys(other.template.Resources)).toEqual(
      expect.arrayContaining(['StagingBoundary', 'StagingDeploymentRole']),
    )
    expect(Object.keys(other.template.Outputs ?? {})).toContain('StagingBoundaryArn')
    const count = (stage: string) => other.templateBody.split(`Four-${stage}`).length
    expect(count('staging')).toBe(count('beta'))
  })

  test('is named to whoever decides about the next one', () => {
    const approve = others.at(-1)?.actions[0]
    expect(approve?.configuration.CustomData).toContain('to Prod?')
    expect(approve?.configuration.CustomData).toContain('It passed its tests in Staging: #{Staging.ApiUrl}')
  })

  test('makes the template too large for a request; the stack begins with its bucket, as the whole has it', () => {
    expect(Buffer.byteLength(other.templateBody)).toBeGreaterThan(inlineTemplateBytes)
    const first = bucketFirst(other.template)
    expect(Object.keys(first.Resources).sort()).toEqual(['ArtifactBucket', 'ArtifactBucketPolicy', 'ArtifactKey'])
    for (const [id, resource] of Object.entries(first.Resources)) expect(other.template.Resources[id]).toEqual(resource)
    expect(Object.keys(first.Outputs ?? {})).toEqual(['ArtifactBucketName'])
    expect(checkStructure(first)).toEqual([])
  })
})

describe('gates', () => {
  const gated = synth({
    ...sample,
    serviceName: 'Gated',
    stages: [{ name: 'Dev', gate: 'approval' }, { name: 'Live' }],
  })
  const modes = pipelinesOf(gated.template)[0]?.stages.flatMap(({ actions }) =>
    actions.flatMap(one => one.configuration.ActionMode ?? []),
  )

  test('in front of the first stage ask, and know of no tests yet', () => {
    const approve = pipelinesOf(gated.template)[0]?.stages.find(({ name }) => name === 'Dev')?.actions[0]
    expect(approve?.name).toBe('Approve')
    expect(approve?.configuration.CustomData).not.toContain('passed')
    expect(gated.templateBody).toContain('Gated/Dev/Approve')
    expect(gated.templateBody).not.toContain('Live/Approve')
  })

  test('keep the stacks behind them from being deleted', () => {
    expect(modes).toEqual(['REPLACE_ON_FAILURE', 'CREATE_UPDATE', 'CREATE_UPDATE'])
  })
})

test.each([1, 3, 6, 8])('%i stages keep every policy and value within its limit', count => {
  const stages = Array.from({ length: count }, (_, index) => ({
    name: `${'ABCDEFGH'[index]}stage`,
    gate: 'approval' as const,
  }))
  expect(synth({ ...sample, serviceName: `Many${count}`, stages }).stackName).toBe(`Many${count}-pipeline`)
})
