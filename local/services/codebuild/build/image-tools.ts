// The tools that CodeBuild's images have, as far as the commands of a buildspec use them: what a machine lacks is said before the first command.
// https://github.com/aws/aws-codebuild-docker-images
import type { Buildspec } from '../buildspec/buildspec.ts'

const TOOLS: ReadonlySet<string> = new Set(
  `curl docker gcc git jq make openssl rsync sam tar unzip wget yarn zip mvn gradle ant
  dotnet go java php pip pip3 python python3 ruby`.split(/\s+/),
)

/**
 * Where a command begins in the text of a shell; words of the shell and settings such as `A=1` may stand before it. What is read from one beginning
 * ends before the next one, so that the cost is the text's length.
 */
const COMMAND =
  /(?:^|[;&|({\n`])[ \t]*(?:(?:if|then|elif|else|do|while|until|exec|time|sudo|xargs|!)[ \t]+|\w+=[^\s;&|(){}`]*[ \t]+)*([a-z][\w.+-]*)(?=$|[\s;&|)`])/g

/** In the order in which they are used. */
export const toolsIn = ({ phases }: Pick<Buildspec, 'phases'>): readonly string[] => {
  const texts = Object.values(phases).flatMap(phase => [...phase.commands, ...phase.finally])
  const words = texts.flatMap(text => [...text.matchAll(COMMAND)].map(([, word = '']) => word))
  return [...new Set(words)].filter(word => TOOLS.has(word))
}

export const lacksTool = (tool: string): string =>
  `the build image has ${tool}, which a command uses and this machine does not have for builds; install it for all users`
