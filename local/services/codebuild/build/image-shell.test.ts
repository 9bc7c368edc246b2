import { chooseShell, type Shells } from './image-shell.ts'

const bash = { path: '/usr/bin/bash', folder: '/image/bash', version: '5.2.15' }
const dash = { path: '/usr/bin/dash', folder: '/image/dash' }
const debian: Shells = { found: { bash, dash }, sh: dash.path }
const fedora: Shells = { found: { bash }, sh: bash.path }
const alpine: Shells = { found: {}, sh: '/bin/busybox' }
const mac: Shells = { found: { bash: { ...bash, version: '3.2.57' }, dash }, sh: bash.path }

const AMAZON = 'aws/codebuild/amazonlinux-x86_64-standard:6.0'
const UBUNTU = 'aws/codebuild/standard:8.0'
const PUBLIC = 'public.ecr.aws/codebuild/amazonlinux-x86_64-standard:6.0'

test.each<[string, string, '/bin/sh' | 'bash', Shells, object]>([
  ['sh of Amazon Linux is bash', AMAZON, '/bin/sh', debian, { program: '/image/bash/sh', sh: bash.path, warnings: [] }],
  ['whoever hands the image out', PUBLIC, '/bin/sh', debian, { program: '/image/bash/sh', warnings: [] }],
  ['where sh is bash anyway, it stays', AMAZON, '/bin/sh', fedora, { program: '/image/bash/sh', warnings: [] }],
  [
    'sh of Ubuntu is dash',
    UBUNTU,
    '/bin/sh',
    debian,
    { program: '/image/dash/sh', folder: '/image/dash', warnings: [] },
  ],
  ['bash is bash', UBUNTU, 'bash', debian, { program: '/usr/bin/bash', folder: '/image/dash', warnings: [] }],
  [
    'a machine without dash',
    UBUNTU,
    '/bin/sh',
    fedora,
    {
      program: '/bin/sh',
      warnings: [
        'sh of the build image aws/codebuild/standard:8.0 is dash, which this machine does not have: commands run in /usr/bin/bash, and may succeed where they fail on AWS',
      ],
    },
  ],
  [
    'an image of somebody else',
    'node:24',
    '/bin/sh',
    alpine,
    {
      program: '/bin/sh',
      warnings: [
        'the local cloud does not know which shell is sh in the build image node:24: commands run in /bin/busybox',
      ],
    },
  ],
  [
    'an old bash',
    AMAZON,
    '/bin/sh',
    mac,
    { warnings: ["/usr/bin/bash is bash 3.2.57, older than the build image's; install a newer one"] },
  ],
])('%s', (_, image, asked, shells, chosen) => {
  expect(chooseShell(image, asked, shells)).toMatchObject(chosen)
})

test.each([
  ['an Amazon Linux image', AMAZON, '/bin/sh', `sh of the build image ${AMAZON} is bash, and this machine has no bash`],
  ['env.shell: bash', UBUNTU, 'bash', 'the buildspec asks for env.shell: bash, and this machine has no bash'],
] as const)('%s needs bash', (_, image, asked, message) => {
  expect(() => chooseShell(image, asked, { found: { dash }, sh: dash.path })).toThrow(message)
})
