/** Sends the form that the page is made of, at once. Without script its button does. */
document.querySelector('form')?.submit()
