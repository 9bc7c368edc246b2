// What CodeBuild refuses before anything is built.

import { cloud, openBuilds, project } from '../../../tests/support/builds/house.ts'

openBuilds()

const wrong: readonly [string, string, object, string][] = [
  [
    'StartBuild',
    'a project that is not there',
    { projectName: 'no' },
    'Project cannot be found: arn:aws:codebuild:us-east-1:000000000000:project/no',
  ],
  ['StartBuild', 'a project that needs a pipeline', { projectName: 'Build' }, 'start its pipeline'],
  ['StopBuild', 'a build that is not there', { id: 'Build:x' }, 'Build cannot be found: Build:x'],
  ['CreateProject', 'a project twice', project, 'Project already exists: '],
  ['CreateProject', 'a bad name', { ...project, name: 'a b' }, "Value 'a b' at 'name' failed"],
  [
    'CreateProject',
    'a privileged project',
    { ...project, name: 'pp', environment: { ...project.environment, privilegedMode: true } },
    'privilegedMode is not carried out',
  ],
  [
    'CreateProject',
    'GitHub',
    { ...project, name: 'gh', source: { type: 'GITHUB', location: 'x' } },
    'source type GITHUB is not carried out',
  ],
  [
    'CreateProject',
    'half a pipeline',
    { ...project, name: 'hh', artifacts: { type: 'NO_ARTIFACTS' } },
    'CODEPIPELINE goes with CODEPIPELINE only',
  ],
]
test.each(wrong)('%s refuses %s', async (operation, _, input, message) => {
  await expect(cloud.call(operation, { ...input })).rejects.toThrow(message)
})
