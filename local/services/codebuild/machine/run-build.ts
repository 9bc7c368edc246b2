// Runs one build from PROVISIONING to FINALIZING: each phase's work, its end as a fact, and which phase comes then.
import { arnOf } from '../../../core/arn.ts'
import { messageOf } from '../../../core/errors.ts'
import type { Desk } from '../../../core/service.ts'
import type { BuildImage } from '../../../image/image.ts'
import { uuidOf } from '../build/build-id.ts'
import { PhaseFailure } from '../build/phase-failure.ts'
import { buildStatus, isCommandPhase, nextPhase, type OnFailure, type PhaseEnd } from '../build/phases.ts'
import type { Buildspec } from '../buildspec/buildspec.ts'
import { pathVariables, withPathVariables } from '../buildspec/path-variables.ts'
import { phaseChange, stateChange } from '../events.ts'
import type { Build, BuildRole, CodeBuildState, PhaseType, StatusType } from '../state.ts'
import { changed } from '../trail.ts'
import { uploadArtifacts } from './artifacts.ts'
import { type BuildLog, openBuildLog } from './build-log.ts'
import { restoreCache, saveCache } from './cache.ts'
import { type CommandRunner, runPhase } from './commands.ts'
import { prepare } from './prepare.ts'
import { collectReports } from './reports.ts'
import { makeWorkspace, type Workspace } from './workspace.ts'

/** What a running build hears from outside. */
export interface BuildControl {
  /** Why the build must end now: TIMED_OUT and FAULT are still announced, STOPPED was already. */
  ended: StatusType | undefined
  onEnd: (() => void) | undefined
}

export interface BuildRun {
  readonly desk: Desk<CodeBuildState>
  readonly id: string
  readonly image: () => Promise<BuildImage>
  readonly logPath: string
  readonly control: BuildControl
}

/** Everything that the phases of one build share. */
interface Running extends BuildRun {
  readonly role: BuildRole
  readonly workspace: Workspace
  readonly log: BuildLog
  buildspec: Buildspec | undefined
  commands: CommandRunner | undefined
  readonly ends: PhaseEnd[]
}

export const runBuild = async (run: BuildRun): Promise<void> => {
  const { desk } = run
  const build = buildOf(run)
  const secondaries = build.secondarySources.flatMap(({ sourceIdentifier }) => sourceIdentifier ?? [])
  const workspace = await makeWorkspace(desk, uuidOf(build.id), secondaries)
  let running: Running | undefined
  try {
    const role = assumeBuildRole(desk, build)
    const log = openBuildLog(desk, build, role instanceof Error ? undefined : role, run.logPath)
    if (role instanceof Error) return await refuseRole(run, log, role)
    running = {
      ...run,
      control: run.control,
      role,
      workspace,
      log,
      buildspec: undefined,
      commands: undefined,
      ends: [],
    }
    log.say('Waiting for agent ping')
    await runPhases(running)
  } finally {
    await running?.commands?.stop()
    desk.background(workspace.remove())
  }
}

const assumeBuildRole = (desk: Desk<CodeBuildState>, build: Build): BuildRole | Error => {
  try {
    const sessionName = `AWSCodeBuild-${uuidOf(build.id)}`
    const role = desk.assume(build.serviceRole, {
      service: 'codebuild.amazonaws.com',
      // https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html: the project, not the build
      sourceArn: arnOf(desk, 'codebuild', `project/${build.projectName}`),
      sessionName,
    })
    return role.kind === 'session' ? role : new Error(`${build.serviceRole} is not a role`)
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error))
  }
}

/** Without its role a build fails before it has begun. */
const refuseRole = async (run: BuildRun, log: BuildLog, reason: Error): Promise<void> => {
  const message = `CodeBuild is not authorized to perform: sts:AssumeRole on service role. ${reason.message}`
  end(run, log, 'FAILED', 'COMPLETED', new PhaseFailure('ACCESS_DENIED', message))
  await log.close()
  run.desk.record(stateChange(buildOf(run), 'FAILED'))
}

const runPhases = async (running: Running): Promise<void> => {
  const { log, desk, control } = running
  for (let phase: PhaseType | undefined = 'PROVISIONING'; phase && phase !== 'COMPLETED'; ) {
    const current = phase
    const failure = await failureOf(() => work(running, current))
    if (control.ended === 'STOPPED') return log.close()
    const outside = control.ended && endedFromOutside(control.ended, buildOf(running))
    const status = outside?.status ?? failure?.status ?? 'SUCCEEDED'
    const onFailure = onFailureOf(running, phase)
    running.ends.push({ status, ...(onFailure ? { onFailure } : {}) })
    if (outside) control.ended = undefined
    const next: PhaseType | undefined = nextPhase(phase, status, onFailure)
    end(running, log, status, next, outside ?? failure)
    phase = next
  }
  await log.close()
  if (control.ended === 'STOPPED') return
  desk.record(stateChange(buildOf(running), buildStatus(running.ends)))
}

const failureOf = async (work: () => Promise<void>): Promise<PhaseFailure | undefined> => {
  try {
    await work()
    return undefined
  } catch (error) {
    if (error instanceof PhaseFailure) return error
    return new PhaseFailure('INTERNAL_ERROR', messageOf(error), 'FAULT')
  }
}

const endedFromOutside = (status: StatusType, build: Build): PhaseFailure =>
  status === 'TIMED_OUT'
    ? new PhaseFailure('BUILD_TIMED_OUT', `Build has timed out after ${build.timeoutInMinutes} minutes.`, 'TIMED_OUT')
    : new PhaseFailure('INTERNAL_ERROR', 'the local cloud was stopped while the build ran', 'FAULT')

/** The phase is over: the log says so, and the fact makes it so. */
const end = (
  run: BuildRun,
  log: BuildLog,
  status: StatusType,
  next: PhaseType | undefined,
  failure: PhaseFailure | undefined,
): void => {
  const build = buildOf(run)
  log.say(`Phase complete: ${build.currentPhase} State: ${status}`)
  log.say(`Phase context status code: ${failure?.statusCode ?? ''} Message: ${failure?.message ?? ''}`)
  const context = failure && { statusCode: failure.statusCode, message: failure.message }
  run.desk.record(phaseChange(build, run.desk.now(), status, next === 'COMPLETED' ? undefined : next, context))
}

const work = async (running: Running, phase: PhaseType): Promise<void> => {
  const { desk, id, log, workspace, role, buildspec, commands } = running
  if (isCommandPhase(phase) && buildspec && commands) {
    if (phase === 'INSTALL') await restoreCache(desk, buildOf(running), workspace, buildspec.cachePaths)
    log.say(`Entering phase ${phase}`)
    const succeeding = running.ends.every(ended => ended.status === 'SUCCEEDED')
    await runPhase(commands, buildspec.phases[phase], log, running.control, succeeding)
    if (phase === 'POST_BUILD') await exportVariables(running, buildspec, commands)
    return
  }
  if (phase === 'DOWNLOAD_SOURCE') {
    Object.assign(running, await prepare({ ...running, build: buildOf(running) }))
    running.control.onEnd = () => void running.commands?.stop()
    return
  }
  if (phase === 'UPLOAD_ARTIFACTS' && buildspec && commands) {
    const output = await withValues(buildspec, commands, workspace)
    // Unverified: what the build left running ends before its files are read; nothing of them changes any more.
    await commands.stop()
    await collectReports({ desk, id, role, workspace, say: log.say }, output.reports)
    const upload = { desk, build: buildOf(running), role, workspace, say: log.say }
    const artifacts = await uploadArtifacts(upload, output)
    if (artifacts.length > 0) desk.record(changed('UploadArtifacts', upload.build.arn, { id, artifacts }))
  }
  if (phase === 'FINALIZING' && buildspec && buildStatus(running.ends) === 'SUCCEEDED')
    await saveCache(desk, buildOf(running), workspace, buildspec.cachePaths)
}

const exportVariables = async (running: Running, buildspec: Buildspec, commands: CommandRunner): Promise<void> => {
  const names = buildspec.exportedVariables
  if (names.length === 0) return
  const values = await commands.variables(names)
  const variables = names.map((name, index) => ({ name, value: values[index] ?? '' }))
  running.desk.record(changed('ExportVariables', buildOf(running).arn, { id: running.id, variables }))
}

/** The paths of what the build leaves, with the shell's own values for the variables in them. */
const withValues = async (buildspec: Buildspec, commands: CommandRunner, { source }: Workspace): Promise<Buildspec> => {
  const names = pathVariables(buildspec)
  const values = names.length > 0 ? await commands.variables(names) : []
  const named = names.map((name, index) => [name, values[index] ?? ''])
  return withPathVariables(buildspec, Object.fromEntries(named), source)
}

const onFailureOf = (running: Running, phase: PhaseType): OnFailure | undefined =>
  isCommandPhase(phase) ? running.buildspec?.phases[phase]?.onFailure : undefined

const buildOf = ({ desk, id }: Pick<BuildRun, 'desk' | 'id'>): Build => {
  const build = desk.state.builds.get(id)
  if (!build) throw new Error(`the build ${id} was deleted while it ran`)
  return build
}
