/** Goes on as soon as the frames of the page have loaded, and not much later where one does not. */
const LONGEST_MS = 3000

const back = document.querySelector<HTMLAnchorElement>('#back')

const goOn = () => {
  if (back) location.replace(back.href)
}

const timer = setTimeout(goOn, LONGEST_MS)
// A page has loaded when every frame of it has.
addEventListener('load', () => {
  clearTimeout(timer)
  goOn()
})
