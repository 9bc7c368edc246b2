// The commands of the image's aws against a local cloud: what they print is what the AWS CLI prints.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LocalCloud, startLocalCloud } from '../../local-cloud.ts'
import { aws as run } from './aws.ts'

let cloud: LocalCloud
let folder: string
let cwd: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aws-commands-'))
  cloud = await startLocalCloud({ stateFolder: join(folder, 'state'), port: 0 })
  await cloud.runtime.call(cloud.administrator, 's3', 'CreateBucket', { Bucket: 'site' })
  const parameter = { Name: '/app/url', Value: 'https://in.the.store', Type: 'String' }
  await cloud.runtime.call(cloud.administrator, 'ssm', 'PutParameter', parameter)
})
beforeEach(() => {
  cwd = mkdtempSync(join(folder, 'work-'))
  mkdirSync(join(cwd, 'dist/sub'), { recursive: true })
  writeFileSync(join(cwd, 'dist/a.html'), 'a')
  writeFileSync(join(cwd, 'dist/sub/b.js'), 'bb')
  writeFileSync(join(cwd, 'one.txt'), 'one')
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What it prints, or its exit code and what it complains of. */
const aws = async (line: string): Promise<string> => {
  let printed = ''
  let complained = ''
  const { accessKeyId, secretAccessKey } = cloud.credentials
  const exitCode = await run(line.split(' '), {
    cwd,
    env: {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    print: text => (printed += text),
    complain: text => (complained += text),
  })
  return exitCode === 0 ? printed : `${exitCode} ${complained.trim()}`
}

test('s3: files go there, are listed, come back and are removed', async () => {
  expect(await aws('s3 cp one.txt s3://site/')).toBe('upload: ./one.txt to s3://site/one.txt\n')
  expect(await aws('s3 cp dist s3://site/d --recursive --exclude *.js')).toBe(
    'upload: dist/a.html to s3://site/d/a.html\n',
  )
  expect(await aws('s3 cp s3://site/one.txt s3://site/x/two.txt')).toBe(
    'copy: s3://site/one.txt to s3://site/x/two.txt\n',
  )
  expect((await aws('s3 ls s3://site')).replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/gm, 'TIME')).toBe(
    '                           PRE d/\n                           PRE x/\nTIME          3 one.txt\n',
  )
  expect(await aws('s3 cp s3://site/x/two.txt .')).toBe('download: s3://site/x/two.txt to ./two.txt\n')
  expect(readFileSync(join(cwd, 'two.txt'), 'utf8')).toBe('one')
  expect(await aws('s3 rm s3://site/ --recursive --exclude one.txt')).toBe(
    'delete: s3://site/d/a.html\ndelete: s3://site/x/two.txt\n',
  )
  expect(await aws('s3 rm s3://site/one.txt')).toBe('delete: s3://site/one.txt\n')
  expect(await aws('s3 ls s3://site')).toBe('')
})

test('s3 sync copies what is new or changed, and with --delete removes the rest', async () => {
  expect(await aws('s3 sync dist s3://site/s --dryrun')).toBe(
    '(dryrun) upload: dist/a.html to s3://site/s/a.html\n(dryrun) upload: dist/sub/b.js to s3://site/s/sub/b.js\n',
  )
  await aws('s3 sync dist s3://site/s')
  expect(await aws('s3 sync dist s3://site/s')).toBe('')
  writeFileSync(join(cwd, 'dist/a.html'), 'longer')
  rmSync(join(cwd, 'dist/sub/b.js'))
  expect(await aws('s3 sync dist s3://site/s')).toBe('upload: dist/a.html to s3://site/s/a.html\n')
  expect(await aws('s3 sync s3://site/s back')).toContain('download: s3://site/s/sub/b.js to back/sub/b.js\n')
  expect(await aws('s3 sync s3://site/s back')).toBe('')
  expect(await aws('s3 sync dist s3://site/s --delete')).toBe('delete: s3://site/s/sub/b.js\n')
  expect(await aws('s3 sync s3://site/s back --delete')).toBe('delete: back/sub/b.js\n')
  expect(existsSync(join(cwd, 'back/sub/b.js'))).toBe(false)
})

test('cloudformation deploy makes a stack, says when there is nothing to do, and changes it', async () => {
  const template = (name: string) =>
    `Parameters: {P: {Type: String, Default: x}, Q: {Type: String}}\nResources: {T: {Type: 'AWS::SNS::Topic', Properties: {DisplayName: !Sub '\${P}-\${Q}-${name}'}}}\nOutputs: {Name: {Value: !GetAtt T.TopicName}}\n`
  writeFileSync(join(cwd, 't.yaml'), template('one'))
  const deploy = 'cloudformation deploy --stack-name topic --template-file t.yaml'
  const waiting = '\nWaiting for changeset to be created..\n'
  const done = 'Waiting for stack create/update to complete\nSuccessfully created/updated stack - topic\n'
  expect(await aws(`${deploy} --parameter-overrides Q=a=b`)).toBe(waiting + done)
  expect(await aws(deploy)).toBe(`${waiting}\nNo changes to deploy. Stack topic is up to date\n`)
  expect(await aws(`${deploy} --fail-on-empty-changeset`)).toContain('255 ')
  writeFileSync(join(cwd, 't.yaml'), template('two'))
  expect(await aws(deploy)).toBe(waiting + done)
  const describe = 'cloudformation describe-stacks --stack-name topic --output text --query'
  expect(await aws(`${describe} Stacks[0].[StackName,StackStatus]`)).toBe('topic\tUPDATE_COMPLETE\n')
  expect(await aws(`${describe} Stacks[0].Outputs[?OutputKey=='Name'].OutputKey`)).toBe('Name\n')
  expect(await aws(`${describe} Stacks[0].Parameters[?ParameterKey=='Q'].ParameterValue`)).toBe('a=b\n')
})

test.each([
  ['ssm get-parameter --name /app/url --query Parameter.Value --output text', 'https://in.the.store\n'],
  ['ssm get-parameters --names /app/url /no --query InvalidParameters', '[\n    "/no"\n]\n'],
  ['sts get-caller-identity --query Account --output text', '000000000000\n'],
])('%s', async (line, printed) => expect(await aws(line)).toBe(printed))

test.each([
  [
    'ssm get-parameter --name /no',
    '254 An error occurred (ParameterNotFound) when calling the GetParameter operation:',
  ],
  ['ssm get-parameter', '252 aws: the following arguments are required: --name'],
  ['ssm delete-parameter --name /no', "252 aws: 'ssm delete-parameter' is not part of the aws command"],
  [
    'codepipeline start-pipeline-execution --name no',
    '254 An error occurred (PipelineNotFoundException) when calling the StartPipelineExecution operation:',
  ],
  [
    'cloudformation describe-stacks --stack-name no',
    '254 An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id no does not exist',
  ],
  [
    'lambda update-function-code --function-name no --zip-file one.txt',
    '252 --zip-file must be a zip file with the fileb:// prefix.',
  ],
  [
    'lambda update-function-code --function-name no --zip-file fileb://one.txt',
    '254 An error occurred (ResourceNotFoundException) when calling the UpdateFunctionCode operation:',
  ],
  ['s3 cp no.txt s3://site/', '255 The user-provided path no.txt does not exist.'],
  ['s3 sync no s3://site/', '255 The user-provided path no does not exist.'],
  [
    's3 cp s3://site/no here',
    '1 fatal error: An error occurred (404) when calling the HeadObject operation: Key "no" does not exist',
  ],
  ['s3 ls s3://no-bucket', '254 An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation:'],
  [
    's3 sync dist s3://site/ --website-redirect x',
    '252 aws: the option --website-redirect is not part of this command',
  ],
  ['s3 mv one.txt s3://site/', "252 aws: 's3 mv' is not part of the aws command"],
])('%s is refused', async (line, complaint) => expect(await aws(line)).toContain(complaint))
