// A certified OpenID Connect provider set up as ProConnect is, for tests/accounts/test_proconnect_certified.py:
// signed userinfo, the scopes of ProConnect, one agent who agrees to everything.
import { createServer } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'
import { Provider } from 'oidc-provider'

const { PORT, CLIENT, SECRET, REDIRECT_URI, SIGNED_OUT_URI } = process.env
const issuer = `http://127.0.0.1:${PORT}`
const agent = {
  given_name: 'Nadia',
  usual_name: 'Ferrand',
  email: 'nadia@ecole.test',
  uid: 'nferrand',
  siret: '13002526500013',
  idp_id: '71144ab3-ee1a-4401-b7b3-79b44f7daeeb'
}
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'test', use: 'sig', alg: 'RS256' }] },
  clients: [{
    client_id: CLIENT,
    client_secret: SECRET,
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [SIGNED_OUT_URI],
    id_token_signed_response_alg: 'RS256',
    userinfo_signed_response_alg: 'RS256'
  }],
  acrValues: ['eidas1', 'eidas2'],
  claims: { acr: null, amr: null, ...Object.fromEntries(Object.keys(agent).map((name) => [name, [name]])) },
  cookies: { keys: ['tests-only'] },
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    claimsParameter: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => { ctx.body = form }
    }
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, sub) => ({ accountId: sub, claims: () => ({ sub, ...agent }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope(ctx.oidc.params.scope)
    grant.addOIDCClaims(['acr', 'amr'])
    await grant.save()
    return grant
  }
})

const answer = provider.callback()
createServer((request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response)
  const login = { accountId: 'agent-1', acr: 'eidas1', amr: ['pwd'] }
  return provider.interactionFinished(request, response, { login })
}).listen(Number(PORT), '127.0.0.1', () => console.log('ready'))
