// Reads what the pipeline will need from the commit itself, before anything is started: every problem at once, with file, line and rule.

import { readFiles } from '../host/git.ts'
import { BuildspecError } from '../services/codebuild/buildspec/buildspec.ts'
import { parseBuildspec } from '../services/codebuild/buildspec/parse.ts'
import { parseTemplate, TemplateError } from '../template/parse.ts'
import { placesIn } from '../template/text/yaml.ts'
import { CliError } from './cli-error.ts'
import { foreseen } from './foresee.ts'

/** The output that the pipeline reads from each template's stack. */
const TEMPLATES = [
  { file: 'app-sam.yaml', output: 'ApiUrl', why: 'start_tests hands it to the integration tests' },
  { file: 'test-sam.yaml', output: 'TestFunction', why: 'start_tests launches the function that it names' },
] as const

/** Nothing that is said here depends on it. */
const PLACE = { account: '000000000000', region: 'us-east-1' }

/** @throws CliError that lists every problem */
export const checkCommit = async (repository: string, commit: string): Promise<void> => {
  const files = ['buildspec.yml', ...TEMPLATES.map(({ file }) => file)]
  const [buildspec, ...templates] = await readFiles(repository, commit, files)
  const problems = [
    ...(buildspec === undefined ? missing('buildspec.yml') : await buildspecProblems(buildspec)),
    ...TEMPLATES.flatMap((expected, index) => {
      const text = templates[index]
      return text === undefined ? missing(expected.file) : templateProblems(text, expected)
    }),
  ]
  if (problems.length > 0)
    throw new CliError(
      `commit ${commit.slice(0, 7)} cannot be released:\n${problems.map(problem => `  ${problem}`).join('\n')}`,
    )
}

const missing = (file: string): readonly string[] => [
  `${file} is missing at the top of the repository; the pipeline needs it (was it added with git add and committed?)`,
]

const buildspecProblems = async (text: string): Promise<readonly string[]> => {
  try {
    await parseBuildspec(text, 'buildspec.yml')
    return []
  } catch (error) {
    if (error instanceof BuildspecError) return error.problems
    throw error
  }
}

const templateProblems = (text: string, { file, output, why }: (typeof TEMPLATES)[number]): readonly string[] => {
  try {
    const template = parseTemplate(text)
    const unnamed = Object.hasOwn(template.Outputs, output)
      ? []
      : [
          `${file}: Outputs should have ${output} (${why}); it has ${Object.keys(template.Outputs).join(', ') || 'none'}`,
        ]
    const placeOf = placesIn(text)
    const refused = foreseen(template, PLACE).map(({ logicalId, message }) => {
      const { line = 1 } = logicalId === undefined ? {} : placeOf(`Resources.${logicalId}`)
      return `${file}:${line}: ${message}`
    })
    return [...unnamed, ...refused]
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return error.problems.map(
      ({ line, path, message, reason }) =>
        `${file}:${line ?? 1}: ${path ? `${path}: ` : ''}${message}${reason === undefined ? '' : `: ${reason}`}`,
    )
  }
}
