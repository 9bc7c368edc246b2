// Whom an ARN names: the user or role whose ARN equals it, path, account and case included. Never by the name at its end, which anybody can
// write behind a path that policies allow.

import type { Entity, IamState, Role, User } from '../state.ts'

export const roleWith = (state: IamState, arn: string): Role | undefined => withArn(state.roles, arn)

export const userWith = (state: IamState, arn: string): User | undefined => withArn(state.users, arn)

const withArn = <One extends Entity>(byName: ReadonlyMap<string, One>, arn: string): One | undefined => {
  const one = byName.get(arn.slice(arn.lastIndexOf('/') + 1))
  return one?.Arn === arn ? one : undefined
}
