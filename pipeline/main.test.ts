import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const outdir = mkdtempSync(join(tmpdir(), 'pipeline-main-'))
afterAll(() => rmSync(outdir, { recursive: true, force: true }))

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, file), ...args], {
    cwd: outdir,
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: outdir,
      AWS_EC2_METADATA_DISABLED: 'true',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...env,
    },
  })
  return { status, stdout, stderr }
}

describe('npm run synth', () => {
  test('writes the template to cdk.out and says so in one line', () => {
    const { status, stdout, stderr } = run('main.ts', [])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^cdk\.out\/\w+-pipeline\.template\.json {2}[\d,]+ bytes, \d+ resources\n$/)
    expect(readdirSync(join(outdir, 'cdk.out'))).toContain('manifest.json')
  })

  test('takes the name of the service and the folder from the environment', () => {
    expect(run('main.ts', [], { SERVICE_NAME: 'Orders', CDK_OUTDIR: join(outdir, 'other') }).status).toBe(0)
    expect(readFileSync(join(outdir, 'other', 'Orders-pipeline.template.json'), 'utf8')).toContain('Orders_start_tests')
  })

  test('with a bad configuration says what to change and exits with 1', () => {
    const { status, stdout, stderr } = run('main.ts', [], { SERVICE_NAME: 'my-service' })
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(
      /^pipeline\/config\.ts needs a change:\n {2}- serviceName should be a letter followed by at most \d+ letters and digits \(.*\), got 'my-service'\n$/,
    )
  })
})

describe.each(['deploy.ts', 'destroy.ts'])('%s', file => {
  test('without a region says how to set one', () => {
    const { status, stderr } = run(file, ['--yes'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^No region is set\./)
  })

  test('without credentials says how to get some', () => {
    const { status, stderr } = run(file, ['--yes'], { AWS_REGION: 'eu-west-1' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^No credentials were found\./)
  })

  test('--help tells its options', () => {
    const { status, stdout } = run(file, ['--help'])
    expect(status).toBe(0)
    expect(stdout).toContain('--yes')
  })

  test('with an option it does not know says so', () => {
    const { status, stderr } = run(file, ['--force'])
    expect(status).toBe(1)
    expect(stderr).toContain("'--force' is none of its options")
    expect(stderr).not.toContain('    at ')
  })
})
