// UpdateFunctionCode and UpdateFunctionConfiguration: a new revision of $LATEST. What is under way ends on the old one.

import { present } from '../../../core/input/members.ts'
import { type Desk, operation } from '../../../core/service.ts'
import { completeLogging, readArchitectures, readSettings, refuseUnsupported, type Settings } from '../configuration.ts'
import { describe } from '../describe.ts'
import { checkRevision, findFunction } from '../lookup.ts'
import { storeCode } from '../machine/code-store.ts'
import { storeVariables } from '../machine/environment-store.ts'
import { checkRuntime } from '../machine/sandbox/runtimes.ts'
import { functionArn, readReference, unqualified } from '../names.ts'
import { checkRole, passRole } from '../roles.ts'
import type { Configuration, LambdaState } from '../state.ts'
import { changed } from '../trail.ts'
import { lastModified, readCode } from './create-function.ts'
import { publish } from './versions.ts'

export const UpdateFunctionCode = operation<LambdaState>()({
  input: members => {
    refuseUnsupported(members)
    return {
      reference: readReference(members),
      source: readCode(members),
      architectures: readArchitectures(members),
      revision: members.optionalString('RevisionId'),
      publishes: members.boolean('Publish'),
      dryRun: members.boolean('DryRun'),
    }
  },
  access: ({ reference }, scope) => [
    { action: 'lambda:UpdateFunctionCode', resource: functionArn(scope, unqualified(reference)) },
  ],
  perform: async (desk, { reference, source, architectures, revision, publishes, dryRun }, { principal, answer }) => {
    const { name } = reference
    checkRevision(revision, findFunction(desk.state, desk, reference).latest.RevisionId)
    const code = await storeCode(desk, principal, source)
    const known = findFunction(desk.state, desk, reference)
    const updated = { ...known.latest, ...code, ...(architectures ? { Architectures: architectures } : {}) }
    if (dryRun) return describe(desk, updated)
    const configuration = renewed(desk, updated)
    const fact = changed('UpdateFunctionCode', functionArn(desk, { name }), configuration)
    if (!publishes) return answer(describe(desk, configuration), fact)
    const { version, facts } = publish(desk, { ...known, latest: configuration }, {})
    return answer(describe(desk, version, 'version'), fact, ...facts)
  },
})

export const UpdateFunctionConfiguration = operation<LambdaState>()({
  input: members => ({
    reference: readReference(members),
    settings: readSettings(members),
    revision: members.optionalString('RevisionId'),
  }),
  access: ({ reference, settings }, scope) => [
    { action: 'lambda:UpdateFunctionConfiguration', resource: functionArn(scope, unqualified(reference)) },
    ...(settings.Role ? [passRole(settings.Role)] : []),
  ],
  perform: async (desk, { reference, settings, revision }, { answer }) => {
    const { name } = reference
    const { latest } = findFunction(desk.state, desk, reference)
    checkRevision(revision, latest.RevisionId)
    if (settings.Runtime !== undefined) checkRuntime(settings.Runtime)
    if (settings.Role !== undefined) checkRole(desk, settings.Role, name)
    const configuration = renewed(desk, { ...latest, ...changesOf(desk, settings, latest) })
    return answer(
      describe(desk, configuration),
      changed('UpdateFunctionConfiguration', functionArn(desk, { name }), configuration),
    )
  },
})

const changesOf = (
  desk: Desk<LambdaState>,
  { variables, LoggingConfig, ...settings }: Settings,
  latest: Configuration,
): Partial<Configuration> => ({
  ...present(settings),
  ...(variables ? { environmentId: storeVariables(desk, variables) } : {}),
  ...(LoggingConfig ? { LoggingConfig: completeLogging(LoggingConfig, latest.FunctionName) } : {}),
})

const renewed = (desk: Desk<LambdaState>, configuration: Configuration): Configuration => ({
  ...configuration,
  LastModified: lastModified(desk.now()),
  RevisionId: desk.newId(),
})
