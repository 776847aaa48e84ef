/** Hands the answer to the page that opened or framed this one, and to that page's registered origin alone. */
const form = document.querySelector('form')
const response = form && Object.fromEntries(new FormData(form))
const asking: Window = window.opener ?? window.parent
asking.postMessage({ type: 'authorization_response', response }, form?.dataset['origin'] ?? '/')
