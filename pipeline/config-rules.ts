// What a configuration must be, for AWS to take what is made of it.
import type { PipelineConfig } from './config.ts'
import { roomForServiceName } from './names.ts'
import { stageProblems } from './stages/problems.ts'

/** Every problem of a configuration: what was given, what is expected, what to change. */
export const problemsOf = (config: PipelineConfig): readonly string[] => [
  ...rules.flatMap(rule => rule(config) ?? []),
  ...stageProblems(config.stages),
]

type Rule = (config: PipelineConfig) => string | undefined

const rules: readonly Rule[] = [
  ({ serviceName, stages }) => {
    const room = roomForServiceName(stages)
    if (room.characters < 1) return undefined // said of the stage whose name leaves none
    return /^[A-Za-z][A-Za-z0-9]*$/.test(serviceName) && serviceName.length <= room.characters
      ? undefined
      : `serviceName should be a letter followed by at most ${room.characters - 1} letters and digits (${room.reason}), got '${serviceName}'`
  },
  ({ branchName }) =>
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,254}$/.test(branchName) && !/\.\.|\/\/|\/$|\.lock$|\.$/.test(branchName)
      ? undefined
      : `branchName should be the name of a git branch such as 'main', got '${branchName}'`,
  ({ approvalEmail }) =>
    approvalEmail === undefined || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(approvalEmail)
      ? undefined
      : `approvalEmail should be an e-mail address or left out, got '${approvalEmail}'`,
  ({ logRetentionDays }) =>
    retentions.includes(logRetentionDays)
      ? undefined
      : `logRetentionDays should be one of ${retentions.join(', ')}, got ${logRetentionDays}`,
  ({ artifactRetentionDays }) =>
    Number.isInteger(artifactRetentionDays) && artifactRetentionDays >= 1 && artifactRetentionDays <= 3650
      ? undefined
      : `artifactRetentionDays should be a whole number of days from 1 to 3650, got ${artifactRetentionDays}`,
]

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]
