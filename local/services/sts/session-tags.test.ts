// Tags, source identity and external id of a session, and who may set them.

import {
  ACCOUNT,
  allow,
  assume,
  call,
  document,
  type Json,
  makeRole,
  openSts,
  outcome,
  refusedWith,
  sessionOf,
} from '../../../tests/support/sts/sessions.ts'

openSts()

describe('tags, source identity, external id', () => {
  const tags = (given: Readonly<Record<string, string>>) =>
    Object.entries(given).map(([Key, Value]) => ({ Key, Value }))

  test('a tag needs sts:TagSession, and decides before the role’s own of that key', async () => {
    await makeRole('r', {}, { Tags: tags({ team: 'red', Cost: '1' }) })
    await makeRole('strict', { Action: 'sts:AssumeRole' })
    await call('PutRolePolicy', {
      RoleName: 'r',
      PolicyName: 'all',
      PolicyDocument: document(
        allow('iam:ListUsers', {
          Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:PrincipalTag/cost': '1' } },
        }),
      ),
    })
    expect(await outcome('ListUsers', await sessionOf('r'))).toMatch(/not authorized/)
    expect(await outcome('ListUsers', await sessionOf('r', { Tags: tags({ Team: 'blue' }) }))).toBe('allowed')
    await expect(assume('strict', { Tags: tags({ a: 'b' }) })).rejects.toEqual(
      refusedWith('AccessDenied', /sts:TagSession/),
    )
  })

  test('a trust policy sees the tags, the external id and the source identity that are asked for, each action its own', async () => {
    const trusting = (Action: string, Condition: Json) => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action,
      Condition,
    })
    const tagKeys = { 'aws:TagKeys': ['team'], 'sts:TransitiveTagKeys': ['team'] }
    const tagged = { 'aws:RequestTag/team': 'blue' }
    await makeRole('r')
    await call('UpdateAssumeRolePolicy', {
      RoleName: 'r',
      PolicyDocument: document(
        trusting('sts:AssumeRole', {
          StringEquals: { ...tagged, 'sts:ExternalId': 'abc', 'sts:SourceIdentity': 'ann' },
          'ForAllValues:StringEquals': tagKeys,
        }),
        trusting('sts:TagSession', { StringEquals: tagged, 'ForAllValues:StringEquals': tagKeys }),
        trusting('sts:SetSourceIdentity', { StringEquals: { 'sts:SourceIdentity': 'ann' } }),
      ),
    })
    const right = {
      Tags: tags({ team: 'blue' }),
      TransitiveTagKeys: ['team'],
      ExternalId: 'abc',
      SourceIdentity: 'ann',
    }
    expect(await assume('r', right)).toMatchObject({ SourceIdentity: 'ann' })
    for (const wrong of [
      { Tags: tags({ team: 'red' }) },
      { Tags: tags({ team: 'blue', more: 'x' }) },
      { ExternalId: 'abd' },
      { SourceIdentity: 'bob' },
    ])
      await expect(assume('r', { ...right, ...wrong })).rejects.toEqual(refusedWith('AccessDenied'))
  })

  test('a chain hands on transitive tags and the source identity, and each role has to allow them', async () => {
    for (const name of ['one', 'two', 'three']) await makeRole(name)
    await makeRole('closed', { Action: 'sts:AssumeRole' })
    const one = await sessionOf('one', {
      Tags: tags({ kept: 'a', lost: 'b' }),
      TransitiveTagKeys: ['kept'],
      SourceIdentity: 'ann',
    })
    const two = await sessionOf('two', {}, one)
    const three = await sessionOf('three', { Tags: tags({ own: 'c' }) }, two)
    expect(two).toMatchObject({ tags: { kept: 'a' }, transitiveTagKeys: ['kept'], sourceIdentity: 'ann' })
    expect(three).toMatchObject({ tags: { kept: 'a', own: 'c' }, sourceIdentity: 'ann' })
    await expect(assume('closed', {}, one)).rejects.toEqual(refusedWith('AccessDenied', /sts:TagSession/))
    await expect(assume('two', { Tags: tags({ KEPT: 'x' }) }, one)).rejects.toEqual(
      refusedWith('InvalidParameterValue'),
    )
    await expect(assume('two', { SourceIdentity: 'bob' }, one)).rejects.toEqual(refusedWith('ValidationError'))
    const Condition = { StringEquals: { 'aws:SourceIdentity': 'ann' } }
    await call('PutRolePolicy', {
      RoleName: 'three',
      PolicyName: 'all',
      PolicyDocument: document(allow('*', { Condition })),
    })
    expect(await outcome('ListUsers', three)).toBe('allowed')
    expect(await outcome('ListUsers', await sessionOf('three'))).toMatch(/not authorized/)
  })

  test.each<[string, Json, string, RegExp]>([
    ['a key twice', { Tags: tags({ a: '1', A: '2' }) }, 'InvalidParameterValue', /Duplicate tag keys/],
    ['aws:', { Tags: tags({ 'aws:x': '1' }) }, 'InvalidParameterValue', /aws:/],
    ['a transitive key without a tag', { TransitiveTagKeys: ['a'] }, 'InvalidParameterValue', /must be included/],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      'ValidationError',
      /equal to 50/,
    ],
    [
      'a device',
      { SerialNumber: 'arn:aws:iam::000000000000:mfa/x', TokenCode: '123456' },
      'ValidationError',
      /SerialNumber .* not carried out/,
    ],
    ['no role’s ARN', { RoleArn: 'arn:aws:iam::000000000000:user/ann' }, 'ValidationError', /is invalid/],
    ['no ARN', { RoleArn: 'a name of twenty letters' }, 'ValidationError', /is invalid/],
  ])('refused: %s', async (_, given, code, message) => {
    await makeRole('r')
    await expect(assume('r', given)).rejects.toEqual(refusedWith(code, message))
  })
})
