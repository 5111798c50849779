/* Passkeys: the browser's ceremony for a form[data-passkey="create" or "get"].
   The form is hidden until this script shows that the browser knows passkeys; the server's
   options are in data-options, or asked at data-options-url when the button is pressed. */
(() => {
  const { webauthnJSON } = window
  if (!webauthnJSON || !webauthnJSON.supported()) return

  async function options (form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options)
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(answer.status)
    return (await answer.json()).request_options
  }

  // A key that signs in by itself must be kept by the authenticator and check who holds it.
  function alone (asked, isAlone) {
    const kept = isAlone ? 'required' : 'discouraged'
    const selection = { ...asked.publicKey.authenticatorSelection, residentKey: kept, requireResidentKey: isAlone }
    return { publicKey: { ...asked.publicKey, authenticatorSelection: selection } }
  }

  async function ceremony (form) {
    const asked = await options(form)
    if (form.dataset.passkey === 'get') return webauthnJSON.get(asked)
    return webauthnJSON.create(alone(asked, form.elements.passwordless.checked))
  }

  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const failure = form.querySelector('[data-passkey-failure]')
    form.hidden = false
    form.addEventListener('submit', async (event) => {
      event.preventDefault()
      failure.hidden = true
      try {
        form.elements.credential.value = JSON.stringify(await ceremony(form))
        form.submit()
      } catch {
        failure.hidden = false
      }
    })
  }
})()
