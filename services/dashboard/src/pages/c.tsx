/** The agents' dashboard with the conversation `?id=`. */
export { DeskView as default } from '../desk/desk-view';
