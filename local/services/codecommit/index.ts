// CodeCommit: git repositories with IAM in front, and an event for each change of a reference.

import type { Service } from '../../core/service.ts'
import { MEGABYTE } from '../../core/wire.ts'
import { evolve } from './evolve.ts'
import { announceLeft } from './machine/announce-left.ts'
import { handleGit, PREFIX } from './machine/git-http.ts'
import { branches } from './operations/branches.ts'
import { commits } from './operations/commits.ts'
import { repositories } from './operations/repositories.ts'
import { tags } from './operations/tags.ts'
import { listsInPages } from './pages.ts'
import { type CodeCommitState, files, initial } from './state.ts'

const TOO_MANY = 'The maximum number of tags for an AWS CodeCommit resource has been exceeded.'
const INVALID_MAP = 'The map of tags is not valid.'

export const codecommit: Service<CodeCommitState> = {
  signingName: 'codecommit',
  protocol: 'json-1.1',
  isGlobal: false,
  // 7 MB of files in base64. https://docs.aws.amazon.com/codecommit/latest/APIReference/API_CreateCommit.html
  bodyLimit: 10 * MEGABYTE,
  accessDeniedError: 'AccessDeniedException',
  validationError: 'ValidationException',
  target: 'CodeCommit_20150413',
  source: 'aws.codecommit',
  missingErrors: {
    filePath: 'PathRequiredException',
    repositoryNames: 'RepositoryNamesRequiredException',
    resourceArn: 'ResourceArnRequiredException',
    tagKeys: 'TagKeysListRequiredException',
    tags: 'TagsMapRequiredException',
  },
  cloudTrail: {
    dataEvents: [],
    readOnly: [],
    // https://docs.aws.amazon.com/codecommit/latest/userguide/integ-cloudtrail.html
    hidden: ['fileContent', 'putFiles.fileContent'],
    maps: ['tags'],
  },
  initial,
  evolve,
  files,
  keeps: ({ repositories }) => ({ '': name => !name.endsWith('.git') || repositories.has(name.slice(0, -4)) }),
  operations: listsInPages({ ...repositories, ...branches, ...commits, ...tags }),
  tagRules: {
    // The words of https://docs.aws.amazon.com/codecommit/latest/APIReference/API_TagResource.html#API_TagResource_Errors.
    refusals: {
      'reserved key': [
        'InvalidSystemTagUsageException',
        'The specified tag is not valid. Key names cannot be prefixed with aws:.',
      ],
      'too many': ['TooManyTagsException', TOO_MANY],
      'too many together': ['TooManyTagsException', TOO_MANY],
      'key length': ['InvalidTagsMapException', INVALID_MAP],
      'value length': ['InvalidTagsMapException', INVALID_MAP],
      'key characters': ['InvalidTagsMapException', INVALID_MAP],
      'value characters': ['InvalidTagsMapException', INVALID_MAP],
      'removed key': ['InvalidTagKeysListException', 'The list of tags is not valid.'],
    },
  },
  resourceTags: (state, arn) => [...state.repositories.values()].find(({ Arn }) => Arn === arn)?.tags,
  work: { resume: announceLeft },
  http: { prefix: PREFIX, handle: handleGit },
}
